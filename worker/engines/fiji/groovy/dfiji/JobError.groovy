package dfiji

import groovy.transform.CompileStatic

/** The job cannot be run as it is; the message is all that there is to say. */
@CompileStatic
class JobError extends RuntimeException {
  JobError(String message) {
    super(message)
  }
}
