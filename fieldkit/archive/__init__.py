"""The archive: the events of many kits and many municipalities in PostgreSQL. Its schema is `sql`, told in
docs/archive.md; what goes in is checked here (`load`), and what lies there is checked again (`verify`) and read as a
kit reads its log (`reading`). No kit needs it, nor its library."""
