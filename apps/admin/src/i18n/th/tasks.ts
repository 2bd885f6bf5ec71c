import type { Catalogue } from '../text.js';

export const tasks: Catalogue['resources']['tasks'] = {
  name: 'งาน',
  fields: {
    title: 'ชื่อ',
    status: 'สถานะ',
    dueDate: 'กำหนดส่ง',
    dueAfter: 'กำหนดตั้งแต่',
    dueBefore: 'กำหนดก่อน',
    relatedEntityType: 'เกี่ยวกับ',
    relatedEntityId: 'เกี่ยวกับรายการใด',
    assignedToUserId: 'ผู้ดูแล',
    description: 'รายละเอียด',
    createdAt: 'สร้างเมื่อ',
    updatedAt: 'แก้ไขเมื่อ',
  },
  status: {
    pending: 'ต้องทำ',
    in_progress: 'กำลังทำ',
    completed: 'เสร็จแล้ว',
    cancelled: 'ยกเลิก',
  },
  relatedEntityType: {
    contact: 'ผู้ติดต่อ',
    deal: 'ดีล',
  },
  related_gone: 'ไม่มีอยู่แล้ว',
  due: {
    overdue: 'เลยกำหนด',
    today: 'ครบกำหนดวันนี้',
  },
  done: {
    button: 'เสร็จ',
    name: 'ทำเครื่องหมาย “%{title}” ว่าเสร็จ',
    notice: '“%{title}” เสร็จแล้ว',
  },
};
