CREATE TABLE "screen_revisions" (
	"screen_id" uuid PRIMARY KEY NOT NULL,
	"revision" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "screens" ADD COLUMN "shown_kind" text;--> statement-breakpoint
ALTER TABLE "screens" ADD COLUMN "shown_revision" bigint;--> statement-breakpoint
ALTER TABLE "screens" ADD COLUMN "shown_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "screen_revisions" ADD CONSTRAINT "screen_revisions_screen_id_screens_id_fk" FOREIGN KEY ("screen_id") REFERENCES "public"."screens"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "screens" ADD CONSTRAINT "screens_shown" CHECK (("screens"."shown_kind" is null) = ("screens"."shown_at" is null));--> statement-breakpoint
-- About milliseconds since the epoch, so that revisions rise also over a backup that is put back; never the same twice.
CREATE FUNCTION next_screen_revision(present bigint) RETURNS bigint LANGUAGE sql VOLATILE AS $$
  SELECT greatest(present + 1, floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint)
$$;
--> statement-breakpoint
-- In the order of their ids, so that no two changes wait for each other.
CREATE FUNCTION raise_screen_revisions(changed uuid[]) RETURNS void LANGUAGE sql VOLATILE AS $$
  INSERT INTO screen_revisions (screen_id, revision)
    SELECT id, next_screen_revision(0) FROM unnest(changed) AS id ORDER BY id
    ON CONFLICT (screen_id) DO UPDATE SET revision = next_screen_revision(screen_revisions.revision)
$$;
--> statement-breakpoint
CREATE FUNCTION screen_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM raise_screen_revisions(ARRAY[NEW.id]);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE FUNCTION campaign_of_screens_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM raise_screen_revisions(ARRAY(SELECT id FROM screens WHERE campaign_id = NEW.id AND revoked_at IS NULL));
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE FUNCTION card_of_screens_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM raise_screen_revisions(ARRAY(
    SELECT id FROM screens WHERE station_id = NEW.station_id AND revoked_at IS NULL));
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE FUNCTION station_of_screens_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM raise_screen_revisions(ARRAY(SELECT id FROM screens WHERE station_id = NEW.id AND revoked_at IS NULL));
  RETURN NULL;
END $$;
--> statement-breakpoint
-- Deferred: revisions are locked last and only for the commit.
CREATE CONSTRAINT TRIGGER screens_raise_revision AFTER UPDATE OF name, zone, campaign_id, touchpoint_id ON "screens"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN ((OLD.name, OLD.zone, OLD.campaign_id, OLD.touchpoint_id)
    IS DISTINCT FROM (NEW.name, NEW.zone, NEW.campaign_id, NEW.touchpoint_id))
  EXECUTE FUNCTION screen_changed();
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER campaigns_raise_revision AFTER UPDATE OF title, slogan, status ON "campaigns"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN ((OLD.title, OLD.slogan, OLD.status) IS DISTINCT FROM (NEW.title, NEW.slogan, NEW.status))
  EXECUTE FUNCTION campaign_of_screens_changed();
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER cards_raise_revision
  AFTER UPDATE OF urgent, published_version, published_at, withdrawn_at ON "cards"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN ((OLD.urgent OR NEW.urgent) AND (OLD.urgent, OLD.published_version, OLD.published_at, OLD.withdrawn_at)
    IS DISTINCT FROM (NEW.urgent, NEW.published_version, NEW.published_at, NEW.withdrawn_at))
  EXECUTE FUNCTION card_of_screens_changed();
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER stations_raise_revision AFTER UPDATE OF name, hall_name ON "stations"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN ((OLD.name, OLD.hall_name) IS DISTINCT FROM (NEW.name, NEW.hall_name))
  EXECUTE FUNCTION station_of_screens_changed();
