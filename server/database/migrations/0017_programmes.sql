CREATE TABLE "screen_groups" (
	"id" uuid PRIMARY KEY NOT NULL,
	"station_id" uuid NOT NULL,
	"name" text NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"archived_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "screen_groups_name" CHECK (char_length("screen_groups"."name") between 1 and 20)
);
--> statement-breakpoint
CREATE TABLE "group_states" (
	"group_id" uuid PRIMARY KEY NOT NULL,
	"epoch" bigint DEFAULT 0 NOT NULL,
	"cue" jsonb,
	"driver_id" uuid,
	"tour_id" uuid,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "programme_slots" (
	"id" uuid PRIMARY KEY NOT NULL,
	"group_id" uuid NOT NULL,
	"programme_id" uuid NOT NULL,
	"weekdays" integer[] NOT NULL,
	"starts_at" text NOT NULL,
	"ends_at" text NOT NULL,
	"valid_from" date,
	"valid_until" date,
	"days" text DEFAULT 'all' NOT NULL,
	"priority" integer DEFAULT 0 NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "programme_slots_times" CHECK ("programme_slots"."starts_at" ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$' and "programme_slots"."ends_at" ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$' and ("programme_slots"."valid_from" is null or "programme_slots"."valid_until" is null or "programme_slots"."valid_from" <= "programme_slots"."valid_until")),
	CONSTRAINT "programme_slots_days" CHECK ("programme_slots"."days" in ('all', 'workdays', 'holidays')),
	CONSTRAINT "programme_slots_priority" CHECK ("programme_slots"."priority" between 0 and 9)
);
--> statement-breakpoint
CREATE TABLE "programme_versions" (
	"programme_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"title" text NOT NULL,
	"scenes" jsonb NOT NULL,
	"saved_by" uuid NOT NULL,
	"saved_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "programme_versions_programme_id_number_pk" PRIMARY KEY("programme_id","number"),
	CONSTRAINT "programme_versions_number" CHECK ("programme_versions"."number" >= 1)
);
--> statement-breakpoint
CREATE TABLE "programmes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"station_id" uuid NOT NULL,
	"title" text NOT NULL,
	"scenes" jsonb NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"published_version" integer,
	"archived_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "programmes_title" CHECK (char_length("programmes"."title") between 1 and 30)
);
--> statement-breakpoint
CREATE TABLE "tours" (
	"id" uuid PRIMARY KEY NOT NULL,
	"station_id" uuid NOT NULL,
	"group_id" uuid NOT NULL,
	"campaign_id" uuid,
	"touchpoint_id" uuid,
	"audience" text NOT NULL,
	"headcount" integer NOT NULL,
	"started_by" uuid NOT NULL,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "tours_headcount" CHECK ("tours"."headcount" between 0 and 100000),
	CONSTRAINT "tours_times" CHECK ("tours"."ended_at" is null or "tours"."ended_at" >= "tours"."started_at")
);
--> statement-breakpoint
ALTER TABLE "screens" ADD COLUMN "group_id" uuid;--> statement-breakpoint
ALTER TABLE "screen_groups" ADD CONSTRAINT "screen_groups_station_id_stations_id_fk" FOREIGN KEY ("station_id") REFERENCES "public"."stations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_states" ADD CONSTRAINT "group_states_group_id_screen_groups_id_fk" FOREIGN KEY ("group_id") REFERENCES "public"."screen_groups"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_states" ADD CONSTRAINT "group_states_driver_id_members_id_fk" FOREIGN KEY ("driver_id") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_states" ADD CONSTRAINT "group_states_tour_id_tours_id_fk" FOREIGN KEY ("tour_id") REFERENCES "public"."tours"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "programme_slots" ADD CONSTRAINT "programme_slots_group_id_screen_groups_id_fk" FOREIGN KEY ("group_id") REFERENCES "public"."screen_groups"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "programme_slots" ADD CONSTRAINT "programme_slots_programme_id_programmes_id_fk" FOREIGN KEY ("programme_id") REFERENCES "public"."programmes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "programme_versions" ADD CONSTRAINT "programme_versions_programme_id_programmes_id_fk" FOREIGN KEY ("programme_id") REFERENCES "public"."programmes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "programme_versions" ADD CONSTRAINT "programme_versions_saved_by_members_id_fk" FOREIGN KEY ("saved_by") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "programmes" ADD CONSTRAINT "programmes_station_id_stations_id_fk" FOREIGN KEY ("station_id") REFERENCES "public"."stations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tours" ADD CONSTRAINT "tours_station_id_stations_id_fk" FOREIGN KEY ("station_id") REFERENCES "public"."stations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tours" ADD CONSTRAINT "tours_group_id_screen_groups_id_fk" FOREIGN KEY ("group_id") REFERENCES "public"."screen_groups"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tours" ADD CONSTRAINT "tours_campaign_id_campaigns_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaigns"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tours" ADD CONSTRAINT "tours_touchpoint_id_touchpoints_id_fk" FOREIGN KEY ("touchpoint_id") REFERENCES "public"."touchpoints"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tours" ADD CONSTRAINT "tours_started_by_members_id_fk" FOREIGN KEY ("started_by") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "screen_groups_station_id_idx" ON "screen_groups" USING btree ("station_id");--> statement-breakpoint
CREATE INDEX "programme_slots_group_id_idx" ON "programme_slots" USING btree ("group_id");--> statement-breakpoint
CREATE INDEX "programmes_station_id_idx" ON "programmes" USING btree ("station_id");--> statement-breakpoint
CREATE INDEX "tours_station_id_idx" ON "tours" USING btree ("station_id");--> statement-breakpoint
ALTER TABLE "screens" ADD CONSTRAINT "screens_group_id_screen_groups_id_fk" FOREIGN KEY ("group_id") REFERENCES "public"."screen_groups"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "screens_group_id_idx" ON "screens" USING btree ("group_id");--> statement-breakpoint
CREATE TRIGGER programme_versions_append_only BEFORE UPDATE OR DELETE ON "programme_versions" FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER programme_versions_no_truncate BEFORE TRUNCATE ON "programme_versions" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
DROP TRIGGER screens_raise_revision ON "screens";
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER screens_raise_revision
  AFTER UPDATE OF name, zone, campaign_id, touchpoint_id, group_id ON "screens"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN ((OLD.name, OLD.zone, OLD.campaign_id, OLD.touchpoint_id, OLD.group_id)
    IS DISTINCT FROM (NEW.name, NEW.zone, NEW.campaign_id, NEW.touchpoint_id, NEW.group_id))
  EXECUTE FUNCTION screen_changed();
--> statement-breakpoint
CREATE FUNCTION group_of_screens_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM raise_screen_revisions(ARRAY(
    SELECT id FROM screens WHERE group_id = coalesce(NEW.group_id, OLD.group_id) AND revoked_at IS NULL));
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER group_states_raise_revision AFTER INSERT OR UPDATE ON "group_states"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION group_of_screens_changed();
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER programme_slots_raise_revision AFTER INSERT OR UPDATE OR DELETE ON "programme_slots"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION group_of_screens_changed();
--> statement-breakpoint
CREATE FUNCTION programme_of_screens_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM raise_screen_revisions(ARRAY(
    SELECT id FROM screens WHERE revoked_at IS NULL AND group_id IN (
      SELECT group_id FROM programme_slots WHERE programme_id = NEW.id)));
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER programmes_raise_revision AFTER UPDATE OF published_version, archived_at ON "programmes"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN ((OLD.published_version, OLD.archived_at) IS DISTINCT FROM (NEW.published_version, NEW.archived_at))
  EXECUTE FUNCTION programme_of_screens_changed();
