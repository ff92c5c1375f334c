import * as z from 'zod/mini'
import type { EventCatalog } from '../../../events/decode.ts'
import { defineEvent, type EventDefinition } from '../../../events/define-event.ts'

/**
 * The same events, of which each object is held against its schema by code that zod compiles. The small zod of the functions does without
 * that, to start quickly; here it takes a third off the time for each of a million events.
 */
export const compiledCatalog = (catalog: EventCatalog): EventCatalog =>
  new Map([...catalog].map(([type, definition]) => [type, compiledDefinition(definition)]))

/** Defined anew from the same versions, so that whatever reads it does the same. */
function compiledDefinition({ versions, ...description }: EventDefinition): EventDefinition {
  const [first, ...later] = versions
  if (!first) return { versions, ...description }
  return later.reduce<EventDefinition>(
    (definition, { version, schema, example, upcast = (data) => data }) =>
      definition.evolve({ version, schema: compiled(schema), example, upcast }),
    defineEvent({
      ...description,
      firstVersion: first.version,
      schema: compiled(first.schema),
      example: first.example,
    }),
  )
}

/** Compiles the schema of an object, and those of objects in its fields; every other schema stays as it is. */
export function compiled<Schema extends z.ZodMiniType>(schema: Schema): Schema {
  const definition = schema._zod.def as z.core.$ZodTypeDef
  if (definition.type !== 'object') return schema
  const { shape } = definition as z.core.$ZodObjectDef
  const fields = Object.entries(shape).map(([name, field]) => [name, compiled(field as z.ZodMiniType)])
  const { run } = new z.core.$ZodObjectJIT({ ...definition, shape: Object.fromEntries(fields) } as z.core.$ZodObjectDef)
    ._zod
  const same = z.clone(schema)
  same._zod.run = run
  return same
}
