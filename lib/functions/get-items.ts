import type { UnseenUse } from './access.ts'

/** Actions that read items by key: one item, or several in one batch where they are asked for at the same moment. */
export const GET_ITEMS = ['dynamodb:GetItem', 'dynamodb:BatchGetItem']

/** @param holders name under which several roles have it whose functions run the same code: one that is seen to use it proves all. */
export const eitherOf = (resource: string, actions: readonly string[], holders?: string): UnseenUse => ({
  actions,
  resources: [resource],
  reason: 'Ways to read the same items: which of them a reader takes depends on how many are asked for in one moment.',
  sameAs: { actions, ...(holders !== undefined && { holders }) },
})
