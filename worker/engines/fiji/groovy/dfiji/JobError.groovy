package dfiji

import groovy.transform.CompileStatic

/** The job cannot be run as it is; the message is all that there is to say, and perhaps what to do. */
@CompileStatic
class JobError extends RuntimeException {
  final String advice

  JobError(String message) {
    super(message)
    advice = null
  }

  JobError(String message, String advice) {
    super(message)
    this.advice = advice
  }
}
