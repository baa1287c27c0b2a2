CREATE TABLE "audit_repeats" (
	"key" text PRIMARY KEY NOT NULL,
	"station_id" uuid NOT NULL,
	"member_id" uuid,
	"action" text NOT NULL,
	"subject_type" text NOT NULL,
	"subject_id" text,
	"detail" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"since" timestamp with time zone NOT NULL,
	"times" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "ended_sessions" (
	"session_id" text PRIMARY KEY NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "members" ADD COLUMN "namesake" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "audit_repeats" ADD CONSTRAINT "audit_repeats_station_id_stations_id_fk" FOREIGN KEY ("station_id") REFERENCES "public"."stations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit_repeats" ADD CONSTRAINT "audit_repeats_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
UPDATE "members" SET "namesake" = true WHERE EXISTS (
  SELECT FROM "members" o
  WHERE o."station_id" = "members"."station_id" AND o."id" <> "members"."id"
    AND lower(replace(o."name", ' ', '')) = lower(replace("members"."name", ' ', ''))
);
--> statement-breakpoint
CREATE TRIGGER reach_events_no_truncate BEFORE TRUNCATE ON "reach_events" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER audit_log_no_truncate BEFORE TRUNCATE ON "audit_log" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER card_versions_no_truncate BEFORE TRUNCATE ON "card_versions" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER content_reviews_no_truncate BEFORE TRUNCATE ON "content_reviews" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
