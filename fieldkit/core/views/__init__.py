"""Views: what people look at, worked out from State and roster for one moment. They read and change nothing."""
