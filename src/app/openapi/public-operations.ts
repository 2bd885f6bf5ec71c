import type { INestApplication, Type } from '@nestjs/common';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { ACCESS_METADATA } from '../../flow/access/access.public.js';

/** The operations that the access guard lets through without a token, by what `@Public()` left behind. */
export function publicOperations(
  app: INestApplication,
  operationId: (controller: string, method: string) => string,
): ReadonlySet<string> {
  const scanner = new MetadataScanner();
  const controllers = [...app.get(ModulesContainer).values()]
    .flatMap((module) => [...module.controllers.values()])
    .map((wrapper) => wrapper.metatype as Type);
  return new Set(
    controllers.flatMap((controller) =>
      scanner
        .getAllMethodNames(controller.prototype as object)
        .filter((method) => isPublic(controller, method))
        .map((method) => operationId(controller.name, method)),
    ),
  );
}

function isPublic(controller: Type, method: string): boolean {
  const handler = (controller.prototype as Record<string, object>)[method] ?? {};
  return [handler, controller].some(
    (target) => Reflect.getMetadata(ACCESS_METADATA.isPublic, target) === true,
  );
}
