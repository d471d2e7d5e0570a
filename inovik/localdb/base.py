"""The Django database backend `inovik.localdb`: PostgreSQL that is started before it is connected to."""

from django.db.backends.postgresql import base as postgresql

from inovik.localdb.binaries import LocalDatabaseError
from inovik.localdb.server import ensure_running


class DatabaseWrapper(postgresql.DatabaseWrapper):
    def get_new_connection(self, conn_params):
        """Connect, after the local server of settings' BASE_DIR is up.

        Raises OperationalError, as for any server that can't be reached.
        """
        try:
            ensure_running(self.settings_dict["BASE_DIR"])
        except LocalDatabaseError as error:
            raise self.Database.OperationalError(str(error)) from error
        return super().get_new_connection(conn_params)
