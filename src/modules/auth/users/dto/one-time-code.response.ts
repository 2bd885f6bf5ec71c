import { ApiProperty } from '@nestjs/swagger';

/** `POST /api/users/:id/one-time-code`. Shown once, and stored nowhere as it is. */
export class OneTimeCodeResponse {
  @ApiProperty({
    example: '7QXF-2MNB-KD9T',
    description: 'Goes where the password goes, once. Case and dashes do not count.',
  })
  readonly code!: string;

  @ApiProperty({ format: 'date-time', example: '2026-01-31T12:00:00.000Z' })
  readonly expiresAt!: string;
}
