import type { Template } from '../../../local/template/template.ts'

export const bucketName = 'archive'
export const tableArn = { 'Fn::GetAtt': ['Table', 'Arn'] }
export const queueArn = { 'Fn::GetAtt': ['Queue', 'Arn'] }

const table = {
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    TableName: 'orders',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
  },
}

export const trust = (Service: string, Condition?: object) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service }, ...(Condition && { Condition }) }],
})

export const allow = (Action: string | string[], Resource: unknown, more: object = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
})

export const roleOf = (Statement: object[], service = 'lambda.amazonaws.com') => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: trust(service),
    Policies: [{ PolicyName: 'Access', PolicyDocument: { Version: '2012-10-17', Statement } }],
  },
})

/** A table, a queue, a topic, a bus, a bucket, a parameter and a role with these statements. */
export function stackWith(statements: object[], more: object = {}): Template {
  return {
    Resources: {
      Table: table,
      Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'orders' } },
      Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'orders' } },
      Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'pipeline' } },
      Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: bucketName } },
      Role: roleOf(statements),
      ...more,
    },
    Outputs: { Role: { Value: { 'Fn::GetAtt': ['Role', 'Arn'] } }, QueueUrl: { Value: { Ref: 'Queue' } } },
  } as unknown as Template
}
