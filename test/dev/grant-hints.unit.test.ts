import { describe, expect, it } from 'vitest'
import { grantHint } from '../../dev/grant-hints.ts'

const table = (name: string) =>
  `arn:aws:dynamodb:us-east-1:000000000000:table/EventPipeline-dev-${name}E8DD42EA-ed904990b377`

describe('what would grant a refused access', () => {
  it.each([
    ['dynamodb:PutItem', table('TablesEvents'), /eventStore: 'append'/],
    ['dynamodb:Query', table('TablesEvents'), /eventStore: 'read'/],
    ['dynamodb:DeleteItem', table('TablesEvents'), /never changed or removed/],
    ['dynamodb:PutItem', table('TablesCommands'), /commands: true/],
    ['dynamodb:UpdateItem', table('TablesBreakers'), /breakers/],
    ['dynamodb:PutItem', table('TablesProcessed'), /idempotency/],
    ['dynamodb:DeleteItem', table('PaymentTable'), /table: \['delete'\]/],
    ['dynamodb:BatchGetItem', table('OrderViewTable'), /table: \['get'\]/],
    ['scheduler:CreateSchedule', 'arn:aws:scheduler:us-east-1:0:schedule/g/s', /schedules:/],
    ['iam:PassRole', 'arn:aws:iam::0:role/r', /schedules:/],
    [
      'secretsmanager:GetSecretValue',
      'arn:aws:secretsmanager:us-east-1:0:secret:EventPipeline/dev/a/b',
      /secrets: \['<name>'\]/,
    ],
    ['ses:SendEmail', 'arn:aws:ses:us-east-1:0:identity/a@example.com', /email: true/],
    ['s3:PutObject', 'arn:aws:s3:::b/k', /bucket: 'write'/],
    ['s3:GetObject', 'arn:aws:s3:::b/k', /bucket: 'write-and-look'/],
    ['s3:ListBucket', 'arn:aws:s3:::b', /bucket: 'write-and-look'/],
    ['events:PutEvents', 'arn:aws:events:us-east-1:0:event-bus/b', /relay/],
    ['sqs:SendMessage', 'arn:aws:sqs:us-east-1:0:EventPipeline-dev-QueuesPaymentQueue90BF1446-1', /command/],
  ])('%s on %s', (action, resource, hint) => {
    expect(grantHint({ action, resource }, 'Consumer payment')).toMatch(hint)
  })

  it('is not told for what no declaration grants', () => {
    expect(grantHint({ action: 'kms:Decrypt', resource: '*' }, 'Consumer payment')).toBeUndefined()
  })
})
