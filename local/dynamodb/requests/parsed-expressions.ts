import type { Item } from './attribute-values.ts'

/** The parsed expressions of a request; `expression` and `val` are trees for dynalite's evaluation. */
export interface ParsedExpressions {
  _condition?: { expression: unknown; nestedPaths?: Record<string, true> }
  _filter?: { expression: unknown; nestedPaths?: Record<string, true>; pathHeads: Record<string, true> }
  _keyCondition?: { expression: unknown }
  _projection?: { paths: Path[]; nestedPaths?: Record<string, true> }
  _updates?: { sections: UpdateSection[]; paths: Path[]; nestedPaths?: Record<string, true> }
}

export type Path = (string | number)[]

export interface UpdateSection {
  type: 'set' | 'remove' | 'add' | 'delete'
  path: Path
  val?: unknown
}

export interface ExpressionParameters {
  UpdateExpression?: string
  ConditionExpression?: string
  KeyConditionExpression?: string
  FilterExpression?: string
  ProjectionExpression?: string
  ExpressionAttributeNames?: Record<string, string>
  ExpressionAttributeValues?: Item
}
