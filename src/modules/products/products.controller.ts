import { Body, Controller, Delete, Get, Headers, Param, Patch, Put, Query } from '@nestjs/common';
import { ApiExtraModels, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, Roles } from '../../flow/access/access.public.js';
import {
  AcceptsIfMatch,
  HistoryEntryResponse,
  ListQuery,
  ListRoute,
  OverrideResponse,
  type Plain,
  type RecordPage,
  RecordRoute,
} from '../../flow/record-list/record-list.public.js';
import type { Principal } from '../../kernel/principal.js';
import {
  EditAnalyticsRequest,
  EditCostRequest,
  EditPriceRequest,
  EditStockRequest,
  HideProductRequest,
  stockChangeOf,
} from './dto/edit-product.request.js';
import { ProductListQuery } from './dto/product-list.query.js';
import { ProductDetailResponse, ProductResponse } from './dto/product.response.js';
import { type ProductPage, ProductsService } from './products.service.js';

/** Products over REST (O4, O6, O7). Ids are ours, not the shop's. */
@ApiTags('products')
@ApiExtraModels(OverrideResponse)
@Roles('admin', 'agent')
@Controller('products')
export class ProductsController {
  constructor(private readonly products: ProductsService) {}

  @Get()
  @ApiOperation({ summary: 'List, search and sort products' })
  @ListRoute(ProductResponse)
  list(@Query() query: ProductListQuery): Promise<RecordPage<Plain<ProductResponse>>> {
    return this.products.listProducts(query);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One product with its overrides and the history of its figures' })
  @RecordRoute(ProductDetailResponse)
  get(@Param('id') id: string, @CurrentPrincipal() principal: Principal): Promise<ProductPage> {
    return this.products.getProduct(id, principal);
  }

  @Put(':id/stock')
  @ApiOperation({
    summary: 'Set the stock, or add to it or subtract from it without losing a change made meanwhile',
  })
  @RecordRoute(ProductDetailResponse)
  @AcceptsIfMatch()
  setStock(
    @Param('id') id: string,
    @Body() body: EditStockRequest,
    @CurrentPrincipal() principal: Principal,
    @Headers('If-Match') ifMatch?: string,
  ): Promise<ProductPage> {
    return this.products.changeStock(id, stockChangeOf(body), { principal, ifMatch });
  }

  @Put(':id/price')
  @ApiOperation({ summary: 'Set the price; the shop no longer overwrites it' })
  @RecordRoute(ProductDetailResponse)
  @AcceptsIfMatch()
  setPrice(
    @Param('id') id: string,
    @Body() body: EditPriceRequest,
    @CurrentPrincipal() principal: Principal,
    @Headers('If-Match') ifMatch?: string,
  ): Promise<ProductPage> {
    return this.products.editProduct(id, body, { principal, ifMatch });
  }

  @Put(':id/cost')
  @ApiOperation({ summary: 'Set what the product costs us; the shop never sees it' })
  @RecordRoute(ProductDetailResponse)
  @AcceptsIfMatch()
  setCost(
    @Param('id') id: string,
    @Body() body: EditCostRequest,
    @CurrentPrincipal() principal: Principal,
    @Headers('If-Match') ifMatch?: string,
  ): Promise<ProductPage> {
    return this.products.editProduct(id, body, { principal, ifMatch });
  }

  @Put(':id/analytics')
  @ApiOperation({
    summary: 'Set figures; a computed one that is set here is an override until it is released',
  })
  @RecordRoute(ProductDetailResponse)
  @AcceptsIfMatch()
  setAnalytics(
    @Param('id') id: string,
    @Body() body: EditAnalyticsRequest,
    @CurrentPrincipal() principal: Principal,
    @Headers('If-Match') ifMatch?: string,
  ): Promise<ProductPage> {
    return this.products.editProduct(id, body, { principal, ifMatch });
  }

  @Patch(':id/hide')
  @ApiOperation({ summary: 'Hide the product from lists, or show it again' })
  @RecordRoute(ProductDetailResponse)
  @AcceptsIfMatch()
  hide(
    @Param('id') id: string,
    @Body() body: HideProductRequest,
    @CurrentPrincipal() principal: Principal,
    @Headers('If-Match') ifMatch?: string,
  ): Promise<ProductPage> {
    return this.products.editProduct(id, body, { principal, ifMatch });
  }

  @Delete(':id/overrides/:field')
  @ApiOperation({ summary: "Release an override: the source's or the computed value shows at once" })
  @RecordRoute(ProductDetailResponse)
  release(
    @Param('id') id: string,
    @Param('field') field: string,
    @CurrentPrincipal() principal: Principal,
  ): Promise<ProductPage> {
    return this.products.releaseOverride(id, field, principal);
  }

  @Get(':id/history')
  @ApiOperation({ summary: 'What changed the product, newest first' })
  @ListRoute(HistoryEntryResponse)
  history(
    @Param('id') id: string,
    @Query() query: ListQuery,
  ): Promise<RecordPage<Plain<HistoryEntryResponse>>> {
    return this.products.listHistory(id, query);
  }
}
