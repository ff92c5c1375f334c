import { fork } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { orderCreatedEvent } from '../../../support/events.ts'

it('sends the X-Ray daemon a span per message, found by its ids, and the error of one that failed', async () => {
  const spans: Record<string, unknown>[] = []
  const daemon = createSocket('udp4', (datagram) => {
    const document = datagram.toString().split('\n')[1]
    if (document) spans.push(JSON.parse(document) as Record<string, unknown>)
  })
  daemon.bind(0, '127.0.0.1')
  await once(daemon, 'listening')
  const child = fork(join(import.meta.dirname, 'tracer-process.ts'), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      ...process.env,
      AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:${daemon.address().port}`,
      LAMBDA_TASK_ROOT: '/var/task',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_LAMBDA_FUNCTION_NAME: 'billing',
      _X_AMZN_TRACE_ID: 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1',
    },
  })
  try {
    await expect.poll(() => spans.length, { timeout: 15_000 }).toBe(2)
    const { event_id } = orderCreatedEvent(1)
    expect(spans[0]).toMatchObject({
      name: '## order.created',
      trace_id: '1-5759e988-bd862e3fe1be46a994272793',
      annotations: { consumer: 'billing', event_id, correlation_id: 'req_1', causation_id: 'req_1' },
    })
    expect(spans[1]).toMatchObject({ fault: true })
  } finally {
    child.kill('SIGKILL')
    daemon.close()
  }
}, 30_000)
