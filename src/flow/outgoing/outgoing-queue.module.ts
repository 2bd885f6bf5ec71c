import { Module } from '@nestjs/common';
import { OutgoingEdits } from './outgoing-edits.js';

/** The queue's near end, for push. Needs `Sources`, which the global external-source module has. */
@Module({ providers: [OutgoingEdits], exports: [OutgoingEdits] })
export class OutgoingQueueModule {}
