-- What is registered at this gateway, and who changed it. Identifiers are canonical (docs/spec/identifiers.md).

CREATE TABLE client (
  id             text   PRIMARY KEY,
  authentication text   NOT NULL DEFAULT 'HTTPS' CHECK (authentication IN ('HTTP', 'HTTPS_NO_AUTH', 'HTTPS')),
  certificates   text[] NOT NULL DEFAULT '{}',   -- SHA-256 of DER, lower-case hex
  name_ar        text   NOT NULL,
  name_en        text   NOT NULL
);

CREATE TABLE service (
  id              text    PRIMARY KEY,
  subsystem       text    NOT NULL,              -- the first four parts of id
  type            text    NOT NULL CHECK (type IN ('REST', 'OPENAPI')),
  url             text    NOT NULL,
  description_url text,
  timeout_ms      integer NOT NULL CHECK (timeout_ms > 0),
  verify_tls      boolean NOT NULL DEFAULT true,
  disabled        boolean NOT NULL DEFAULT false,
  notice_ar       text,                          -- told to callers while disabled
  notice_en       text,
  CHECK (NOT disabled OR (notice_ar IS NOT NULL AND notice_en IS NOT NULL))
);
CREATE INDEX service_subsystem ON service (subsystem);

CREATE TABLE endpoint (
  service text     NOT NULL REFERENCES service (id) ON DELETE CASCADE,
  place   smallint NOT NULL,                     -- order in which the owner listed them
  method  text     NOT NULL,
  path    text     NOT NULL,
  PRIMARY KEY (service, place),
  UNIQUE (service, method, path)
);

-- Settings of the whole gateway, one row each (`maintenance`).
CREATE TABLE setting (
  name  text  PRIMARY KEY,
  value jsonb NOT NULL
);

-- Every administrative act and every read of a head or body. Rows are only ever added.
CREATE TABLE audit (
  id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at      timestamptz NOT NULL DEFAULT clock_timestamp(),
  actor   text  NOT NULL,
  action  text  NOT NULL,
  subject text  NOT NULL,
  details jsonb NOT NULL
);

CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit log is append-only: % refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER audit_rows_stay BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
CREATE TRIGGER audit_stays BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
-- A replica or a session in `replica` mode must not slip past them either.
ALTER TABLE audit ENABLE ALWAYS TRIGGER audit_rows_stay;
ALTER TABLE audit ENABLE ALWAYS TRIGGER audit_stays;
