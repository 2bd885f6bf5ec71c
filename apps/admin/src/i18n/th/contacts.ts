import type { Catalogue } from '../text.js';

export const contacts: Catalogue['resources']['contacts'] = {
  name: 'ผู้ติดต่อ',
  fields: {
    name: 'ชื่อ',
    phone: 'โทรศัพท์',
    email: 'อีเมล',
    company: 'บริษัท',
    position: 'ตำแหน่ง',
    notes: 'บันทึก',
    status: 'สถานะ',
    assignedToUserId: 'ผู้ดูแล',
    createdAt: 'สร้างเมื่อ',
    updatedAt: 'แก้ไขเมื่อ',
  },
  status: { active: 'ใช้งาน', inactive: 'ไม่ใช้งาน' },
};
