import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam'

/** Every way to change or remove a stored item, PartiQL included; a transaction needs the same permissions per item. */
export const MUTATIONS = [
  'dynamodb:UpdateItem',
  'dynamodb:DeleteItem',
  'dynamodb:BatchWriteItem',
  'dynamodb:PartiQLUpdate',
  'dynamodb:PartiQLDelete',
  'dynamodb:PartiQLInsert',
]

/**
 * Denies everyone, administrators included, to change or remove an item. What a policy cannot say: IAM knows no
 * condition for "this put creates a new item", so that part rests on the `attribute_not_exists` of the one writer
 * ({@link file://./../../lambdas/runtime/event-store/event-storage.ts}), and a put over an old event would show in the
 * stream as a MODIFY record, in the archive and in a point-in-time restore.
 */
export const appendOnlyPolicy = (): PolicyDocument =>
  new PolicyDocument({
    statements: [
      new PolicyStatement({
        sid: 'AppendOnly',
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: MUTATIONS,
        // The policy belongs to the one table; its own ARN here would be a circular reference.
        resources: ['*'],
      }),
    ],
  })
