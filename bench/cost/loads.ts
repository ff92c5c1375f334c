import { setTimeout as delay } from 'node:timers/promises'
import { inParallel } from '../support/workload.ts'

/**
 * How orders come.
 * - `alone`: each once the one before is through.
 * - `perSecond`: so many a second, evenly, whatever becomes of those before. Functions keep up, so a batch is what is there when Lambda asks.
 * - `callers`: side by side, each places its next order at once. Functions do not keep up, so batches fill from the backlog.
 */
export type Load = 'alone' | { readonly perSecond: number } | { readonly callers: number }

export const loadName = (load: Load): string => {
  if (load === 'alone') return 'alone'
  return 'callers' in load ? `backlog (${load.callers})` : `${load.perSecond}/s`
}

/** Customers and products that are needed, so that no single stream or item is the bottleneck. */
export const widthOf = (load: Load): number => {
  if (load === 'alone') return 1
  return 'callers' in load ? load.callers : Math.ceil(load.perSecond)
}

/** @param settled resolves once nothing is under way. */
export async function placeUnder(
  load: Load,
  orders: number,
  place: (index: number) => Promise<unknown>,
  settled: () => Promise<void>,
): Promise<void> {
  if (load === 'alone') {
    await inParallel(orders, 1, async (index) => {
      await place(index)
      await settled()
    })
  } else if ('callers' in load) await inParallel(orders, load.callers, place)
  else await atRate(orders, load.perSecond, place)
}

async function atRate(orders: number, perSecond: number, place: (index: number) => Promise<unknown>): Promise<void> {
  const began = performance.now()
  await Promise.all(
    Array.from({ length: orders }, async (_, index) => {
      await delay(Math.max(0, began + (index * 1000) / perSecond - performance.now()))
      await place(index)
    }),
  )
}
