import type { Engine } from '../engine.ts'
import { LocalAwsError } from '../errors.ts'
import type { Table } from './table.ts'

export interface Tag {
  Key: string
  Value: string
}

export function toTags(tags: Tag[] = []): Record<string, string> {
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]))
}

export async function tagResource(engine: Engine, input: Record<string, unknown>): Promise<object> {
  const table = tagged(engine, input)
  const tags = { ...table.definition.tags, ...toTags(input.Tags as Tag[] | undefined) }
  await engine.saveTable({ ...table.definition, tags })
  return {}
}

export async function untagResource(engine: Engine, input: Record<string, unknown>): Promise<object> {
  const table = tagged(engine, input)
  const gone = (input.TagKeys as string[] | undefined) ?? []
  const left = Object.entries(table.definition.tags).filter(([key]) => !gone.includes(key))
  await engine.saveTable({ ...table.definition, tags: Object.fromEntries(left) })
  return {}
}

export function listTagsOfResource(engine: Engine, input: Record<string, unknown>): object {
  const { tags } = tagged(engine, input).definition
  return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }
}

function tagged(engine: Engine, input: Record<string, unknown>): Table {
  const arn = String(input.ResourceArn)
  const table = engine.catalog.find(arn.slice(arn.indexOf('/') + 1))
  if (!table)
    throw new LocalAwsError('ResourceNotFoundException', `Requested resource not found: ResourceArn: ${arn} not found`)
  return table
}
