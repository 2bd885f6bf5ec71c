import type { OpenAPIObject } from '@nestjs/swagger';

type Components = NonNullable<OpenAPIObject['components']>;

/** The document with its paths and components sorted, and without components that nothing refers to. */
export function withoutUnused(document: OpenAPIObject): OpenAPIObject {
  const components = document.components ?? {};
  const used = usedReferences(document.paths, components);
  return {
    ...document,
    paths: sorted(document.paths),
    components: {
      ...components,
      schemas: sorted(kept(components, 'schemas', used)) as NonNullable<Components['schemas']>,
      responses: sorted(kept(components, 'responses', used)) as NonNullable<Components['responses']>,
    },
  };
}

/** Follows references from the paths through the components, each once. */
function usedReferences(paths: unknown, components: Components): ReadonlySet<string> {
  const used = new Set<string>();
  const open = referencesIn(paths);
  for (let reference = open.pop(); reference !== undefined; reference = open.pop()) {
    if (!used.has(reference)) {
      used.add(reference);
      const [section, name] = reference.split('/').slice(-2);
      const members: unknown = Reflect.get(components, section ?? '');
      open.push(...referencesIn((members as Record<string, unknown> | undefined)?.[name ?? '']));
    }
  }
  return used;
}

function referencesIn(part: unknown): string[] {
  if (typeof part !== 'object' || part === null) {
    return [];
  }
  const own = '$ref' in part && typeof part.$ref === 'string' ? [part.$ref] : [];
  return [...own, ...Object.values(part).flatMap((member) => referencesIn(member))];
}

function kept(
  components: Components,
  section: 'responses' | 'schemas',
  used: ReadonlySet<string>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(components[section] ?? {}).filter(([name]) => used.has(`#/components/${section}/${name}`)),
  );
}

function sorted<Value>(members: Record<string, Value>): Record<string, Value> {
  return Object.fromEntries(Object.entries(members).sort(([a], [b]) => (a < b ? -1 : 1)));
}
