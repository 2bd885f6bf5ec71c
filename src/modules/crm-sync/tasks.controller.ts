import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, Roles } from '../../flow/access/access.public.js';
import {
  AcceptsIfMatch,
  CreatedRecordRoute,
  HistoryEntryResponse,
  ListQuery,
  ListRoute,
  type Plain,
  type RecordAnswer,
  type RecordPage,
  RecordRoute,
} from '../../flow/record-list/record-list.public.js';
import type { Principal } from '../../kernel/principal.js';
import { Task } from './tasks.entity.js';
import { TaskListQuery, taskSelection } from './tasks.list-query.js';
import { CreateTaskRequest, EditTaskRequest } from './tasks.request.js';
import { TaskResponse, toTaskResponse } from './tasks.response.js';
import { CrmRecordsService, type CrmTable } from './crm-records.service.js';

type TaskAnswer = RecordAnswer<Plain<TaskResponse>>;

const TASKS: CrmTable<Task, Plain<TaskResponse>> = {
  table: 'tasks',
  row: Task,
  toResponse: toTaskResponse,
};

/** Tasks over REST (S5). */
@ApiTags('tasks')
@ApiBearerAuth()
@Roles('admin', 'agent')
@Controller('tasks')
export class TasksController {
  constructor(private readonly records: CrmRecordsService) {}

  @Get()
  @ApiOperation({ summary: 'List, filter, search and sort tasks' })
  @ListRoute(TaskResponse)
  list(
    @Query() query: TaskListQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<RecordPage<Plain<TaskResponse>>> {
    return this.records.list(TASKS, query, taskSelection(query), principal);
  }

  @Post()
  @ApiOperation({ summary: 'Make a task, under an id of the caller or of ours' })
  @CreatedRecordRoute(TaskResponse)
  create(@Body() body: CreateTaskRequest, @CurrentPrincipal() principal: Principal): Promise<TaskAnswer> {
    return this.records.create(TASKS, body, principal);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One task' })
  @RecordRoute(TaskResponse)
  get(@Param('id') id: string, @CurrentPrincipal() principal: Principal): Promise<TaskAnswer> {
    return this.records.get(TASKS, id, principal);
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Set some fields of a task' })
  @RecordRoute(TaskResponse)
  @AcceptsIfMatch()
  edit(
    @Param('id') id: string,
    @Body() body: EditTaskRequest,
    @CurrentPrincipal() principal: Principal,
    @Headers('If-Match') ifMatch?: string,
  ): Promise<TaskAnswer> {
    return this.records.edit(TASKS, id, body, { principal, ifMatch });
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a task, on every device too' })
  @ApiNoContentResponse({ description: 'It is gone.' })
  @AcceptsIfMatch()
  remove(
    @Param('id') id: string,
    @CurrentPrincipal() principal: Principal,
    @Headers('If-Match') ifMatch?: string,
  ): Promise<void> {
    return this.records.remove(TASKS, id, { principal, ifMatch });
  }

  @Get(':id/history')
  @ApiOperation({ summary: 'What changed the task, newest first' })
  @ListRoute(HistoryEntryResponse)
  history(
    @Param('id') id: string,
    @Query() query: ListQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<RecordPage<Plain<HistoryEntryResponse>>> {
    return this.records.listHistory(TASKS, id, query, principal);
  }
}
