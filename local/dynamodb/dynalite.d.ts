/** The parts of dynalite that are used here: request validation with AWS's wording, and expression parsers. */
declare module 'dynalite/db/index.js' {
  import type { AttributeValue, Item } from './requests/attribute-values.ts'

  interface DynaliteError extends Error {
    statusCode: number
    body: { __type: string; message?: string; Message?: string }
  }
  interface TableShape {
    KeySchema: { AttributeName: string; KeyType: string }[]
    AttributeDefinitions: { AttributeName: string; AttributeType: string }[]
  }
  const db: {
    validateKey(key: Item, table: TableShape): DynaliteError | undefined
    validateItem(item: Item, table: TableShape): DynaliteError | undefined
    validateKeyPaths(nestedPaths: Record<string, true> | undefined, table: TableShape): DynaliteError | undefined
    validateUpdates(attributeUpdates: unknown, expressionUpdates: unknown, table: TableShape): DynaliteError | undefined
    matchesFilter(item: Item, filter: unknown, conditionalOperator?: string): boolean
    compare(operator: string, value: AttributeValue | undefined, operands: AttributeValue | AttributeValue[]): boolean
    mapPaths(paths: (string | (string | number)[])[], item: Item): Item
    mapPath(path: (string | number)[], item: Item): AttributeValue | undefined
  }
  export default db
}

declare module 'dynalite/validations/index.js' {
  const validations: {
    checkTypes(input: object, types: object): Record<string, unknown>
    checkValidations(input: object, types: object, custom: unknown, store: { options: { maxItemSize: number } }): void
    validateExpressions(input: object): string | undefined
    validateConditions(conditions: unknown): string | undefined
    convertKeyCondition(expression: unknown): Record<string, unknown> | string
  }
  export default validations
}

declare module 'dynalite/validations/*' {
  const validation: { types: object; custom?: unknown }
  export default validation
}
