import type { Catalogue } from '../text.js';

export const conflicts: Catalogue['conflicts'] = {
  title: 'ข้อขัดแย้ง',
  kinds: {
    devices: 'ระหว่างอุปกรณ์และบุคคล',
    vendors: 'กับผู้ให้บริการ',
  },
  lead: {
    devices: 'อุปกรณ์ส่งฟิลด์ที่ถูกแก้ไขจากที่อื่นไปแล้วหลังจากรับข้อมูลครั้งล่าสุด กฎของฟิลด์เป็นตัวกำหนดว่าจะเก็บค่าใด',
    vendors: 'ค่าถูกส่งไปยังผู้ให้บริการที่แก้ไขฟิลด์เดียวกัน',
  },
  entity: 'ประเภทระเบียน',
  none: 'ไม่มีข้อขัดแย้ง',
  columns: {
    at: 'เมื่อ',
    record: 'ระเบียน',
    field: 'ฟิลด์',
    kept: 'ค่าที่เก็บ',
    who: 'ใคร',
  },
  yours: {
    devices: 'ค่าที่ส่งมา',
    vendors: 'ค่าของเรา',
  },
  theirs: {
    devices: 'ค่าที่มีอยู่เดิม',
    vendors: 'ค่าของผู้ให้บริการ',
  },
  undecided: 'ยังไม่ตัดสิน',
  decide: 'ตัดสินใจ',
  hidden: 'ข้อมูลส่วนตัว ไม่แสดง',
  empty: 'ว่าง',
};
