import { expect, it } from 'vitest'
import { billableUnits, unbilledUnits } from '../../local/metering/units.ts'
import { addUsage, costOf, timesUsage, totalUsd } from '../../prices/cost-of.ts'
import { prices } from '../../prices/us-east-1.ts'

it('a usage costs its units at the list price, added up as a bill does', () => {
  const cost = costOf({
    lambdaRequests: 1e6,
    lambdaGbSeconds: 1e6,
    dynamodbWriteUnits: 2e6,
    dynamodbReadUnits: 0.5e6,
    sqsStandardRequests: 1e6,
    sqsFifoRequests: 1e6,
    logBytes: 2 ** 30,
    s3Writes: 1000,
  })
  expect(cost).toEqual({ Lambda: expect.closeTo(13.5334), DynamoDB: 1.3125, SQS: 0.9, S3: 0.005, Logs: 0.5 })
  expect(totalUsd(cost)).toBeCloseTo(16.2509)
})

it('usages add up and multiply unit by unit', () => {
  expect(addUsage({ s3Writes: 1, s3Reads: 2 }, { s3Writes: 0.5 })).toEqual({ s3Writes: 1.5, s3Reads: 2 })
  expect(timesUsage({ s3Writes: 1.5, s3Reads: 2 }, 2)).toEqual({ s3Writes: 3, s3Reads: 4 })
  expect(costOf({})).toEqual({})
})

it('everything that the local runtime counts as billed has a price', () => {
  const billed = billableUnits.filter((unit) => !(unbilledUnits as readonly string[]).includes(unit))
  for (const unit of billed) expect(totalUsd(costOf({ [unit]: 1e6 })), unit).toBeGreaterThan(0)
})

it('every price names the page that it stands on', () => {
  for (const [name, { usd, source }] of Object.entries(prices)) {
    expect(source, name).toMatch(/^https:\/\/aws\.amazon\.com\/.*pricing/)
    expect(usd, name).toBeGreaterThan(0)
  }
})
