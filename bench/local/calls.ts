export type CallTotals = Record<string, Record<string, number>>

/** AWS calls so far, by function, and by service and operation. */
export async function awsCalls(endpointUrl: string): Promise<CallTotals> {
  const response = await fetch(new URL('/_local/calls', endpointUrl))
  return (await response.json()) as CallTotals
}

export interface CallsPerOrder {
  caller: string
  perOrder: number
  /** `dynamodb UpdateItem 2.0`, most frequent first. */
  operations: string
}

/** What was called between two readings, for each of so many orders; most expensive caller first. */
export function callsPerOrder(before: CallTotals, after: CallTotals, orders: number): CallsPerOrder[] {
  return Object.entries(after)
    .filter(([caller]) => caller !== 'outside')
    .map(([caller, totals]) => {
      const counts = Object.entries(totals)
        .map(([name, total]) => ({ name, perOrder: (total - (before[caller]?.[name] ?? 0)) / orders }))
        .filter(({ perOrder }) => perOrder > 0)
        .sort((one, other) => other.perOrder - one.perOrder)
      return {
        caller,
        perOrder: counts.reduce((sum, { perOrder }) => sum + perOrder, 0),
        operations: counts.map(({ name, perOrder }) => `${name} ${perOrder.toFixed(1)}`).join(', '),
      }
    })
    .filter(({ perOrder }) => perOrder > 0)
    .sort((one, other) => other.perOrder - one.perOrder)
}
