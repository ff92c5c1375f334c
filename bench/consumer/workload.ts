/** SQS batches as EventBridge fills them: one `order.created` of about 1 KB per record, no event twice. */
export interface BatchEvent {
  readonly Records: readonly object[]
}

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0')

export function* batches(batchSize: number): Generator<BatchEvent, never> {
  for (let number = 0; ; number += batchSize) {
    yield { Records: Array.from({ length: batchSize }, (_, index) => toRecord(number + index)) }
  }
}

function toRecord(number: number): object {
  const detail = orderCreated(number)
  const body = JSON.stringify({
    version: '0',
    id: hex(number, 32),
    'detail-type': detail.event_type,
    source: detail.metadata.source,
    account: '000000000000',
    time: detail.timestamp,
    region: 'eu-central-1',
    resources: [],
    detail,
  })
  return {
    messageId: hex(number, 32),
    receiptHandle: hex(number, 32),
    body,
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: '1777372200000',
      SenderId: 'bench',
      ApproximateFirstReceiveTimestamp: '1777372200001',
      // Only a FIFO queue sets it; handlers for a standard queue ignore it.
      MessageGroupId: detail.aggregate_id,
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-central-1:000000000000:bench',
    awsRegion: 'eu-central-1',
  }
}

function orderCreated(number: number) {
  const items = Array.from({ length: 5 }, (_, line) => ({ product_id: `prod_${line + 1}`, quantity: 2, price: 29.99 }))
  return {
    event_id: `evt_01980c1e-7b0a-7cc3-8f0e-${hex(number, 12)}`,
    event_type: 'order.created',
    version: 1,
    timestamp: '2026-04-28T10:30:00.000Z',
    aggregate_type: 'order',
    aggregate_id: `ord_${number}`,
    sequence: 1,
    data: { order_id: `ord_${number}`, customer_id: 'cust_789', items, total: 299.9, currency: 'USD' },
    metadata: {
      source: 'order-service',
      correlation_id: `req_${hex(number, 32)}`,
      causation_id: `cmd_${hex(number, 32)}`,
      user_id: 'user_4711',
      ip_address: '203.0.113.7',
      user_agent:
        'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
    },
  }
}
