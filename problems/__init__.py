"""Problems: fetches a task page, reads it, keeps it, and refuses contests that are not over."""
