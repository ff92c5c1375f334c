import { addUsage, type Component, costOf, totalUsd, type Usage } from '../../prices/cost-of.ts'
import type { Load } from './loads.ts'
import type { Measured } from './measure.ts'
import { OUTSIDE, usagePerOrder } from './ours.ts'
import { deadlineForNothing, sparedRecordsPerOrder, type UsualArchive, usualPerOrder } from './usual.ts'

type ByPayer = ReadonlyMap<string, Usage>

/** Both designs under one load: usage of an order, by who causes it. */
export interface Column {
  readonly load: Load
  readonly ours: ByPayer
  readonly usual: Readonly<Record<UsualArchive, ByPayer>>
  /** The part of the usual design that a team may leave out: see {@link sparedRecordsPerOrder}. */
  readonly sparedRecords: Usage
  /** What the usual design pays on top where it lets the deadlines of ended orders run: see {@link deadlineForNothing}. */
  readonly deadlineForNothing: Usage
  /** AWS calls of all functions for one order. */
  readonly callsPerOrder: number
}

export function columnOf(measured: Measured, memoryOf: ReadonlyMap<string, number>): Column {
  return {
    load: measured.load,
    ours: usagePerOrder(measured, memoryOf),
    usual: {
      firehose: usualPerOrder(measured, memoryOf, 'firehose'),
      function: usualPerOrder(measured, memoryOf, 'function'),
    },
    sparedRecords: sparedRecordsPerOrder(measured),
    deadlineForNothing: deadlineForNothing(memoryOf),
    callsPerOrder: callsOf(measured) / measured.orders,
  }
}

const callsOf = ({ calls }: Measured): number =>
  Object.entries(calls)
    .flatMap(([caller, counts]) => (caller === OUTSIDE ? [] : Object.values(counts)))
    .reduce((sum, count) => sum + count, 0)

export type Bill = Partial<Record<Component, number>>

/** US dollars per million orders; a dollar for an order is a millionth of it. */
export const perMillion = (usage: Usage): Bill =>
  Object.fromEntries(Object.entries(costOf(usage)).map(([component, usd]) => [component, usd * 1e6]))

export const whole = (usages: ByPayer): Bill => perMillion(addUsage(...usages.values()))

/** Mails cost the same in every design, and more than all the rest. */
export const withoutMail = ({ SES: _, ...bill }: Bill): number => totalUsd(bill)

/** US dollars per million orders by who causes them, mail left out. */
export const byPayer = (usages: ByPayer): ReadonlyMap<string, number> =>
  new Map([...usages].map(([payer, usage]) => [payer, withoutMail(perMillion(usage))]))

/** Ours to the usual design whose team leaves out the records that it can do without; its archive is by Firehose, and mail is left out. */
export const ratioWithoutSparedRecords = ({ ours, usual, sparedRecords }: Column): number =>
  withoutMail(whole(ours)) / (withoutMail(whole(usual.firehose)) - withoutMail(perMillion(sparedRecords)))

/** Ours to the usual design, mail left out. */
export const ratioTo = ({ ours, usual }: Column, archive: UsualArchive): number =>
  withoutMail(whole(ours)) / withoutMail(whole(usual[archive]))
