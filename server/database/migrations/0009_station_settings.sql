ALTER TABLE "members" ADD COLUMN "revision" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "stations" ADD COLUMN "alliance_name" text;--> statement-breakpoint
ALTER TABLE "stations" ADD COLUMN "short_name" text;--> statement-breakpoint
ALTER TABLE "stations" ADD COLUMN "place_name" text;--> statement-breakpoint
ALTER TABLE "stations" ADD COLUMN "population" integer;--> statement-breakpoint
ALTER TABLE "stations" ADD COLUMN "hall_area" integer;--> statement-breakpoint
ALTER TABLE "stations" ADD COLUMN "about" text;--> statement-breakpoint
ALTER TABLE "stations" ADD COLUMN "telephone" text;--> statement-breakpoint
ALTER TABLE "stations" ADD COLUMN "address" text;--> statement-breakpoint
ALTER TABLE "stations" ADD COLUMN "check_hint" text;--> statement-breakpoint
ALTER TABLE "stations" ADD COLUMN "logo" "bytea";--> statement-breakpoint
ALTER TABLE "stations" ADD COLUMN "logo_id" uuid;--> statement-breakpoint
ALTER TABLE "stations" ADD COLUMN "revision" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "screens" ADD COLUMN "revision" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "stations" ADD CONSTRAINT "stations_numbers" CHECK (coalesce("stations"."population", 1) > 0 and coalesce("stations"."hall_area", 1) > 0);--> statement-breakpoint
ALTER TABLE "stations" ADD CONSTRAINT "stations_logo" CHECK (("stations"."logo" is null) = ("stations"."logo_id" is null));
--> statement-breakpoint
-- Screens show more of the station than its two names now, and will show more than today.
DROP TRIGGER "stations_raise_revision" ON "stations";--> statement-breakpoint
CREATE CONSTRAINT TRIGGER stations_raise_revision AFTER UPDATE ON "stations"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (OLD.* IS DISTINCT FROM NEW.*)
  EXECUTE FUNCTION station_of_screens_changed();
