import { Module } from '@nestjs/common';
import { Devices } from './devices.js';

/** Registration, revocation and cursors of devices (S8). */
@Module({ providers: [Devices], exports: [Devices] })
export class DevicesModule {}
