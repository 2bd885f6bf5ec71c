import type { Catalogue } from '../text.js';

export const devices: Catalogue['devices'] = {
  title: 'อุปกรณ์',
  lead: 'โทรศัพท์และแผงควบคุมที่ซิงค์ เครื่องที่พบล่าสุดอยู่บน ระบบจะทราบว่าอุปกรณ์ได้รับข้อมูลแล้วเมื่อมันขอข้อมูลครั้งถัดไป',
  show_revoked: 'แสดงอุปกรณ์ที่เพิกถอนแล้ว',
  none: 'ยังไม่มีอุปกรณ์ใดซิงค์',
  columns: {
    device: 'อุปกรณ์',
    person: 'บุคคล',
    lag: 'ล่าช้า',
    pending: 'ยังไม่ได้รับ',
    queued: 'การส่งที่รออยู่',
    last_seen: 'พบล่าสุด',
    action: 'การดำเนินการ',
  },
  lag: {
    revoked: 'เพิกถอนเมื่อ %{at}',
    never: 'ไม่เคยรับข้อมูล',
    'starts-over': 'ต้องอ่านใหม่ทั้งหมด',
    'in-step': 'เป็นปัจจุบัน',
    behind: 'ล่าช้า %{duration}',
  },
  pending_more: 'มากกว่า %{count}',
  revoke: 'เพิกถอน',
  revoke_name: 'เพิกถอน “%{name}”',
  revoke_question: 'เพิกถอน “%{name}” หรือไม่',
  revoke_explanation: 'คำขอครั้งถัดไปจะถูกปฏิเสธ และต้องลงทะเบียนใหม่ก่อนจึงจะซิงค์ได้ สิ่งที่ยังไม่ได้ส่งจะอยู่ในเครื่องต่อไป',
  revoked: 'เพิกถอน “%{name}” แล้ว',
};
