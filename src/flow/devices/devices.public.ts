export { type Device, Devices } from './devices.js';
