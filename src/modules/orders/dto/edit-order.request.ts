import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsEmail, IsIn, IsOptional, IsString, MaxLength, ValidateIf } from 'class-validator';
import { ORDER_STATUSES, type OrderStatus } from '../order.sync.js';

/** The body of `PUT /api/orders/:id/status` (O6). */
export class EditOrderStatusRequest {
  @ApiProperty({ enum: ORDER_STATUSES, example: 'shipped' })
  @IsIn(ORDER_STATUSES)
  readonly status!: OrderStatus;
}

/** The body of `PUT /api/orders/:id` (O6): the fields that people may set, and no others. Null empties a field. */
export class EditOrderRequest {
  @ApiPropertyOptional({ type: String, nullable: true, maxLength: 300, example: 'Анна Тестова' })
  @IsOptional()
  @IsString()
  @MaxLength(300)
  readonly customerName?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, format: 'email', example: 'anna@example.com' })
  @IsOptional()
  @IsEmail()
  readonly customerEmail?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, maxLength: 50, example: '+7 900 000-00-00' })
  @IsOptional()
  @IsString()
  @MaxLength(50)
  readonly customerPhone?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, maxLength: 500 })
  @IsOptional()
  @IsString()
  @MaxLength(500)
  readonly customerCity?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, maxLength: 1000 })
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  readonly customerAddress?: string | null;

  @ApiPropertyOptional({ enum: ORDER_STATUSES })
  @ValidateIf((body: EditOrderRequest) => body.status !== undefined)
  @IsIn(ORDER_STATUSES)
  readonly status?: OrderStatus;
}
