/**
 * How long the relays try. DynamoDB keeps a stream record for 24 hours; after that no retry can read it. So the relay sets a record
 * aside one hour before that, and Lambda gives up a batch half an hour before, which leaves enough time to note what was not
 * relayed.
 */
export const relayTries = {
  /** Age up to which the relay tries a record that a target refuses for a reason which may pass. */
  setAsideAfterHours: 23,
  /** Age at which Lambda gives up a batch whose function cannot even be run (`MaximumRecordAgeInSeconds`). */
  giveUpAfterMinutes: 23 * 60 + 30,
  /** A command for an addressee that the relay does not know may be for a service that a deployment is just adding. */
  unknownAddresseeMinutes: 15,
  /**
   * What was set aside waits for an operator for as long as SQS keeps a message, after its day in the stream. An event that is older than
   * this, in days, is not published again: it was published, set aside, or lost.
   */
  publishesUpToDays: 15,
  /** Days for which the relay knows up to where a stream was published: longer than an event of it may still be published. */
  positionsKeptDays: 16,
  /**
   * What one message of the queues may hold in which records wait or are set aside: SQS's own limit. The largest command is one text within
   * another there, and twice as long with its quotes escaped.
   */
  noteBytes: 1_048_576,
} as const
