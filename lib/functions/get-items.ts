import type { UnseenUse } from './access.ts'

/** Reading items by their keys: alone, or several that are asked for in the same moment. */
export const GET_ITEMS = ['dynamodb:GetItem', 'dynamodb:BatchGetItem']

export const eitherOf = (resource: string, actions: readonly string[]): UnseenUse => ({
  actions,
  resources: [resource],
  reason: 'Ways to read the same items: which of them a reader takes depends on how many are asked for in one moment.',
  sameAs: { actions },
})
