import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { SQSClient } from '@aws-sdk/client-sqs'
import { expect, it } from 'vitest'
import { orderOperations } from '../../../dev/sample/console.ts'
import type { ConsoleEnvironment } from '../../../ops/console/operations/environment.ts'
import { consoleOperations } from '../../../ops/console/operations/index.ts'
import { BackgroundWork } from '../../../ops/console/work/background-work.ts'
import { NOT_PRESSED, PRESSED } from './pressed.ts'
import { fakeStack } from './stack.ts'

it('each changing operation of the console has a browser test that presses its button, or a reason why not', () => {
  const stack = fakeStack('http://127.0.0.1:4566')
  const now = () => 0
  const environment: Partial<ConsoleEnvironment> = {
    stack,
    dynamo: new DynamoDBClient(stack.clientSettings),
    sqs: new SQSClient(stack.clientSettings),
    lambda: new LambdaClient(stack.clientSettings),
    now,
    work: new BackgroundWork(now),
  }
  const orders = orderOperations({} as never, 'http://api', { customers: [] }, {} as never)
  const changing = consoleOperations(environment as ConsoleEnvironment, orders).filter(({ kind }) => kind === 'change')
  const told = new Set([...Object.values(PRESSED).flat(), ...Object.keys(NOT_PRESSED)])
  expect([...told].toSorted()).toEqual(changing.map(({ name }) => name).toSorted())
})
