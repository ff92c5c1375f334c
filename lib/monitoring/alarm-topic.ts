import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib'
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Key } from 'aws-cdk-lib/aws-kms'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import type { Construct } from 'constructs'
import type { Settings } from '../settings.ts'

/** Where alarms go: encrypted, TLS only. CloudWatch cannot use AWS's own SNS key, so the topic has a key of its own. */
export function alarmTopic(scope: Construct, { alarmEmail }: Settings): Topic {
  const cloudWatch = new ServicePrincipal('cloudwatch.amazonaws.com', {
    conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
  })
  const key = new Key(scope, 'AlarmTopicKey', {
    description: 'Alarms of the event pipeline',
    enableKeyRotation: true,
    // The key encrypts messages in transit and nothing that is stored, so it may be deleted with the topic. KMS waits a week at least.
    removalPolicy: RemovalPolicy.DESTROY,
    pendingWindow: Duration.days(7),
  })
  key.grantEncryptDecrypt(cloudWatch)
  const topic = new Topic(scope, 'AlarmTopic', { masterKey: key, enforceSSL: true })
  topic.grantPublish(cloudWatch)
  if (alarmEmail) topic.addSubscription(new EmailSubscription(alarmEmail))
  return topic
}
