/**
 * The named errors of appointments (A10), word for word. Details may follow after a colon; a token or a person's
 * data never does.
 */
export const APPOINTMENT_ERRORS = {
  missingVariables: 'Missing environment variables',
  invalidDate: 'Invalid date format',
  teacherNotFound: 'Teacher not found',
  fetchFailed: 'Error fetching appointments',
  rateLimited: 'Rate limit exceeded',
} as const;
