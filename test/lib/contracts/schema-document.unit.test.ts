import { default as Ajv04 } from 'ajv-draft-04'
import addFormats from 'ajv-formats'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { allEvents } from '../../../events/catalog.ts'
import { defineEvent } from '../../../events/define-event.ts'
import { draft4Of, schemaDocuments } from '../../../lib/contracts/schema-document.ts'
import { edges, replaced, shape, toZod } from '../../ops/contracts/shapes.ts'

/** Strict: a keyword that draft 4 does not have, or does not have in this form, is an error. */
const ajv = new Ajv04.default({ strict: true, strictTypes: false, allErrors: true })
addFormats.default(ajv as never)
for (const keyword of ['x-amazon-events-detail-type', 'x-amazon-events-source']) ajv.addKeyword(keyword)

/** Keywords that came after draft 4. Ajv knows some of them whatever the draft. */
const later = ['const', 'contains', 'propertyNames', 'prefixItems', '$defs', 'if', 'then', 'else', '$id', 'examples']

const keywordsOf = (schema: unknown): string[] => {
  if (Array.isArray(schema)) return schema.flatMap(keywordsOf)
  if (typeof schema !== 'object' || schema === null) return []
  return Object.entries(schema).flatMap(([keyword, value]) => [
    keyword,
    // What stands below these is not a schema, or is one under a name that is free.
    ...(keyword === 'enum'
      ? []
      : keyword === 'properties'
        ? Object.values(value).flatMap(keywordsOf)
        : keywordsOf(value)),
  ])
}

/** As a target of a rule gets it. */
const delivered = (type: string, version: number, data: unknown, producer = 'order-service') => ({
  version: '0',
  id: '17793124-05d4-b198-2fde-7ededc63b103',
  'detail-type': type,
  source: producer,
  account: '123456789012',
  time: '2026-04-28T10:30:00Z',
  region: 'us-east-1',
  resources: [],
  detail: {
    event_id: 'evt_01980c1e-7b0a-7cc3-8f0e-3a5f6c1d2e4b',
    event_type: type,
    version,
    timestamp: '2026-04-28T10:30:00.000Z',
    aggregate_type: 'order',
    aggregate_id: 'ord_456',
    sequence: 1,
    data,
    metadata: { source: producer, correlation_id: 'req_1', causation_id: 'cmd_1' },
  },
})

describe('the schemas that the registry gets', () => {
  const documents = schemaDocuments(allEvents)
  const versions = allEvents.flatMap((event) => event.versions.map((version) => ({ event, ...version })))

  it('are one for each version of each type, with a name that the registry allows', () => {
    expect(documents).toHaveLength(versions.length)
    expect(new Set(documents.map(({ name }) => name)).size).toBe(documents.length)
    for (const { name, description } of documents) {
      expect(name).toMatch(/^[\w.@-]{1,385}$/)
      expect(description.length).toBeLessThanOrEqual(256)
    }
  })

  it.each(documents.map((document, index) => ({ ...document, ...versions[index] })))(
    'are draft 4, and accept what is delivered: $name',
    ({ content, event, version = 0, example }) => {
      const schema = JSON.parse(content)
      expect(ajv.validateSchema(schema), JSON.stringify(ajv.errors)).toBe(true)
      expect(keywordsOf(schema).filter((keyword) => later.includes(keyword))).toEqual([])
      const validate = ajv.compile(schema)
      const { type = '', producer } = event ?? {}
      expect(validate(delivered(type, version, example, producer)), JSON.stringify(validate.errors)).toBe(true)
      expect(validate(delivered(type, version, { ...(example as object), later_field: 1 }, producer))).toBe(true)
      expect(validate(delivered(type, version + 1, example, producer))).toBe(false)
      expect(validate(delivered('order.forgotten', version, example, producer))).toBe(false)
      expect(validate(delivered(type, version, {}, producer))).toBe(false)
      expect(validate(delivered(type, version, example, 'another-service'))).toBe(false)
    },
  )

  it('refuse at synth what the registry would refuse during the deployment', () => {
    const large = defineEvent({
      type: 'order.archived',
      aggregate: 'order',
      producer: 'order-service',
      meaning: 'Too much.',
      schema: z.object({ code: z.enum(Array.from({ length: 9000 }, (_, index) => `code-${index}-xx`)) }),
      example: { code: 'code-1-xx' },
    })
    expect(() => schemaDocuments([large])).toThrow(
      /The schema of order\.archived version 1 has \d+ characters; the schema registry of EventBridge takes 100000\. .* schemaRegistry=none/,
    )
  })
})

it('gives draft 4 that says the same as zod, for schemas and values of every kind', () => {
  // Ajv compiles the schema of schemas once for each instance.
  const strict = new Ajv04.default({ strict: true, strictTypes: false })
  let accepted = 0
  let refused = 0
  const pair = fc.tuple(shape, fc.array(fc.nat({ max: 8 }), { maxLength: 3 }), shape)
  fc.assert(
    fc.property(pair, ([one, path, other]) => {
      const schema = toZod(one)
      const json = draft4Of(schema)
      const validate = strict.compile(json)
      for (const value of [...edges(one), ...edges(replaced(one, path, other))]) {
        const isRight = schema.safeParse(value).success
        isRight ? accepted++ : refused++
        if (validate(value) !== isRight)
          expect.fail(`${isRight ? 'refuses' : 'accepts'} ${JSON.stringify([json, value])}`)
      }
    }),
    { numRuns: Number(process.env.FUZZ_RUNS ?? 200) },
  )
  expect(accepted).toBeGreaterThan(100)
  expect(refused).toBeGreaterThan(100)
})
