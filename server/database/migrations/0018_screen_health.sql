CREATE TABLE "screen_care" (
	"screen_id" uuid PRIMARY KEY NOT NULL,
	"brightness" integer NOT NULL,
	"volume" integer NOT NULL,
	"volume_times" jsonb NOT NULL,
	"opening_hours" jsonb NOT NULL,
	"revision" integer NOT NULL,
	CONSTRAINT "screen_care_levels" CHECK ("screen_care"."brightness" between 30 and 100 and "screen_care"."volume" between 0 and 100)
);
--> statement-breakpoint
CREATE TABLE "screen_errors" (
	"id" uuid PRIMARY KEY NOT NULL,
	"screen_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"shape" text NOT NULL,
	"build" text NOT NULL,
	"first_at" timestamp with time zone NOT NULL,
	"last_at" timestamp with time zone NOT NULL,
	"times" bigint NOT NULL,
	CONSTRAINT "screen_errors_shape" UNIQUE("screen_id","kind","shape","build"),
	CONSTRAINT "screen_errors_kind" CHECK ("screen_errors"."kind" in ('script', 'promise', 'file', 'view'))
);
--> statement-breakpoint
CREATE TABLE "screen_health" (
	"screen_id" uuid PRIMARY KEY NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"build" text NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"free_bytes" double precision,
	"width" integer NOT NULL,
	"height" integer NOT NULL,
	"picture" jsonb
);
--> statement-breakpoint
CREATE TABLE "screen_orders" (
	"screen_id" uuid PRIMARY KEY NOT NULL,
	"id" uuid NOT NULL,
	"force" boolean NOT NULL,
	"asked_at" timestamp with time zone NOT NULL,
	"told_at" timestamp with time zone,
	"done_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "screen_outages" (
	"id" uuid PRIMARY KEY NOT NULL,
	"screen_id" uuid NOT NULL,
	"since" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"told_at" timestamp with time zone,
	"back_told_at" timestamp with time zone,
	"tries" integer DEFAULT 0 NOT NULL,
	"next_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "screen_stations" (
	"station_id" uuid PRIMARY KEY NOT NULL,
	"webhook_url" text,
	"exit_code_hash" text,
	"revision" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "screen_use" (
	"screen_id" uuid NOT NULL,
	"run" uuid NOT NULL,
	"day" date NOT NULL,
	"view" text NOT NULL,
	"seconds" integer NOT NULL,
	"touches" integer NOT NULL,
	"sessions" integer NOT NULL,
	"starts" integer NOT NULL,
	"completions" integer NOT NULL,
	CONSTRAINT "screen_use_screen_id_day_view_run_pk" PRIMARY KEY("screen_id","day","view","run")
);
--> statement-breakpoint
ALTER TABLE "screen_care" ADD CONSTRAINT "screen_care_screen_id_screens_id_fk" FOREIGN KEY ("screen_id") REFERENCES "public"."screens"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "screen_errors" ADD CONSTRAINT "screen_errors_screen_id_screens_id_fk" FOREIGN KEY ("screen_id") REFERENCES "public"."screens"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "screen_health" ADD CONSTRAINT "screen_health_screen_id_screens_id_fk" FOREIGN KEY ("screen_id") REFERENCES "public"."screens"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "screen_orders" ADD CONSTRAINT "screen_orders_screen_id_screens_id_fk" FOREIGN KEY ("screen_id") REFERENCES "public"."screens"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "screen_outages" ADD CONSTRAINT "screen_outages_screen_id_screens_id_fk" FOREIGN KEY ("screen_id") REFERENCES "public"."screens"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "screen_stations" ADD CONSTRAINT "screen_stations_station_id_stations_id_fk" FOREIGN KEY ("station_id") REFERENCES "public"."stations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "screen_use" ADD CONSTRAINT "screen_use_screen_id_screens_id_fk" FOREIGN KEY ("screen_id") REFERENCES "public"."screens"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "screen_errors_screen_id_last_at_idx" ON "screen_errors" USING btree ("screen_id","last_at");--> statement-breakpoint
CREATE UNIQUE INDEX "screen_outages_open_idx" ON "screen_outages" USING btree ("screen_id") WHERE "screen_outages"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "screen_outages_next_at_idx" ON "screen_outages" USING btree ("next_at") WHERE "screen_outages"."next_at" is not null;--> statement-breakpoint
CREATE FUNCTION screen_care_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM raise_screen_revisions(ARRAY[NEW.screen_id]);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER screen_care_raise_revision AFTER INSERT OR UPDATE ON "screen_care"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  EXECUTE FUNCTION screen_care_changed();
