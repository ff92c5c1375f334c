import { describe, expect, it } from 'vitest'
import { readOutputs } from '../../../ops/stack/outputs.ts'

const address = { queueUrl: 'https://sqs/1/queue', deadLetterQueueUrl: 'https://sqs/1/dead', functionName: 'fn' }

describe('the outputs of a stack', () => {
  it('give each part of a consumer by a name of its own', () => {
    expect([...readOutputs([['ConsumerPayment', JSON.stringify(address)]])]).toEqual([
      ['ConsumerPayment', JSON.stringify(address)],
      ['ConsumerPaymentQueueUrl', address.queueUrl],
      ['ConsumerPaymentDlqUrl', address.deadLetterQueueUrl],
      ['ConsumerPaymentFunctionName', 'fn'],
    ])
  })

  it('of a stack of before are read as they are', () => {
    const before = [
      ['ConsumerPaymentQueueUrl', address.queueUrl],
      ['ConsumerPaymentDlqUrl', address.deadLetterQueueUrl],
    ] as const
    expect([...readOutputs(before)]).toEqual(before)
  })

  it('take nothing for a consumer that only looks like one', () => {
    const others = [
      ['ConsumerCount', '17'],
      ['ConsumerNote', '{not json'],
      ['ConsumerNothing', 'null'],
      ['ApiSettings', JSON.stringify(address)],
    ] as const
    expect([...readOutputs(others)]).toEqual(others)
  })
})
