import { z } from 'zod';
import { problem, type Route } from '#contract/route.ts';
import { routes, vocabulary } from '#contract/index.ts';
import { shareSchemas, type SchemaNames } from './openapi-parts.rules.ts';

type Schema = Record<string, unknown>;

const toSchema = (type: z.ZodType, io: 'input' | 'output'): Schema => {
  const schema = z.toJSONSchema(type, {
    io,
    unrepresentable: 'any',
    // What goes over the wire is said by the contract where zod cannot know it: an instant is text.
    override: ({ zodSchema, jsonSchema }) => {
      const wire = (zodSchema as unknown as z.ZodType).meta()?.['wire'] as Schema | undefined;
      if (wire !== undefined) {
        for (const key of Object.keys(jsonSchema)) delete (jsonSchema as Schema)[key];
        Object.assign(jsonSchema, wire);
      }
    },
  }) as Schema;
  delete schema['$schema'];
  return schema;
};

const isNothing = (type: z.ZodType) => type instanceof z.ZodUndefined;

function parametersOf(type: z.ZodType, place: 'path' | 'query'): Schema[] {
  if (isNothing(type)) return [];
  const schema = toSchema(type, 'input');
  const required = new Set((schema['required'] as string[] | undefined) ?? []);
  return Object.entries((schema['properties'] as Record<string, Schema> | undefined) ?? {}).map(
    ([name, of]) => ({
      name,
      in: place,
      required: place === 'path' || required.has(name),
      schema: of,
    }),
  );
}

function operation(route: Route): Schema {
  const body = route.rawBody ?? (isNothing(route.body) ? null : 'application/json');
  const output = route.rawOutput ?? (isNothing(route.output) ? null : 'application/json');
  return {
    operationId: `${route.method.toLowerCase()}${route.path.replace(/[^A-Za-z0-9]+(.)?/g, (_all, next: string | undefined) => (next ?? '').toUpperCase())}`,
    tags: [route.tag],
    summary: route.summary,
    ...(route.permission === 'public' ? { security: [] } : { 'x-permission': route.permission }),
    ...(route.orPermission === undefined ? {} : { 'x-or-permission': route.orPermission }),
    parameters: [...parametersOf(route.params, 'path'), ...parametersOf(route.query, 'query')],
    ...(body === null
      ? {}
      : {
          requestBody: {
            required: true,
            content: {
              [body]: {
                schema:
                  route.rawBody === undefined
                    ? toSchema(route.body, 'input')
                    : { type: 'string', format: 'binary' },
              },
            },
          },
        }),
    responses: {
      [route.status]: {
        description: 'Success',
        ...(output === null
          ? {}
          : {
              content: {
                [output]: {
                  schema:
                    route.rawOutput === undefined
                      ? toSchema(route.output, 'output')
                      : { type: 'string', format: 'binary' },
                },
              },
            }),
      },
      default: {
        description: 'What was wrong (RFC 9457)',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

/** Every schema that the contract gives a name, by its text; as it is sent, where that is another one than as it is told. */
function schemaNames(): SchemaNames {
  const names = new Map<string, string>();
  const taken = new Set(['Problem']);
  const call = (text: string, name: string) => {
    if (names.has(text)) return;
    // The same word of two parts of the contract.
    let free = name;
    for (let number = 2; taken.has(free); number += 1) free = `${name}${number}`;
    taken.add(free);
    names.set(text, free);
  };
  const kinds = [
    ['output', ''],
    ['input', 'Input'],
  ] as const;
  for (const [io, suffix] of kinds)
    for (const [name, type] of vocabulary)
      call(JSON.stringify(toSchema(type, io)), `${name[0]!.toUpperCase()}${name.slice(1)}${suffix}`);
  return names;
}

function allPaths(): Record<string, Schema> {
  const paths: Record<string, Schema> = {};
  for (const route of routes) {
    const path = route.path.replace(/:([A-Za-z]+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) };
  }
  return paths;
}

/** The OpenAPI 3.1 document of the whole API, from the very contract the server runs on. */
export function openApiDocument(): Schema {
  const { document: paths, parts } = shareSchemas(allPaths(), schemaNames());
  return {
    openapi: '3.1.0',
    info: {
      title: 'Filodiretto',
      version: '1',
      license: { name: 'EUPL-1.2', identifier: 'EUPL-1.2' },
      description:
        'Contacts, conversations, customers and cases of a contact centre. Errors are application/problem+json (RFC 9457) and name the field. ' +
        'Writes take an Idempotency-Key header. Lists are paged by cursor: pass `next` of an answer as `cursor`.',
    },
    security: [{ bearer: [] }, { session: [] }],
    paths,
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: 'filo_session' },
      },
      schemas: { ...parts, Problem: toSchema(problem, 'output') },
    },
  };
}
