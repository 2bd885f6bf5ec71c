import { ApiProperty } from '@nestjs/swagger';

/** What login, refresh and change of the password answer. */
export class TokensResponse {
  @ApiProperty({
    example: 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiI0MiJ9.c2lnbmF0dXJl',
    description: 'For `Authorization: Bearer …`.',
  })
  readonly accessToken!: string;

  @ApiProperty({
    type: String,
    nullable: true,
    example: 'dGhpcyBpcyBhbiBleGFtcGxlIG9mIGEgdG9rZW4',
    description: 'Good for one use. Null while the password must be changed.',
  })
  readonly refreshToken!: string | null;

  @ApiProperty({ type: 'integer', example: 900, description: 'Seconds that the access token is good for.' })
  readonly expiresIn!: number;

  @ApiProperty({
    example: false,
    description:
      'The access token opens `/api/auth/change-password`, and no data, until the password is changed.',
  })
  readonly mustChangePassword!: boolean;
}
