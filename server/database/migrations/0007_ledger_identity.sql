-- Rows that are there get their station and their identity; what they say stays the same. For this alone the trigger
-- that refuses changes is switched off: the first statement keeps everybody else out to the end of the transaction.
ALTER TABLE "reach_events" ADD COLUMN "station_id" uuid;--> statement-breakpoint
ALTER TABLE "reach_events" ADD COLUMN "screen_id" uuid;--> statement-breakpoint
ALTER TABLE "reach_events" ADD COLUMN "identity" text;--> statement-breakpoint
ALTER TABLE "reach_events" ADD COLUMN "session_key" uuid;--> statement-breakpoint
ALTER TABLE "reach_rollups" ADD COLUMN "station_id" uuid;--> statement-breakpoint
ALTER TABLE "reach_rollups" ADD COLUMN "screen_id" uuid;--> statement-breakpoint
ALTER TABLE "reach_rollups" ADD COLUMN "sessions" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "reach_events" DISABLE TRIGGER "reach_events_append_only";--> statement-breakpoint
UPDATE "reach_events" e SET "station_id" = c."station_id", "identity" = CASE WHEN e."kind" = 'contact' THEN 'none' ELSE 'device' END
FROM "campaigns" c WHERE c."id" = e."campaign_id";--> statement-breakpoint
ALTER TABLE "reach_events" ENABLE TRIGGER "reach_events_append_only";--> statement-breakpoint
UPDATE "reach_rollups" r SET "station_id" = c."station_id" FROM "campaigns" c WHERE c."id" = r."campaign_id";--> statement-breakpoint
ALTER TABLE "reach_events" ALTER COLUMN "station_id" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "reach_events" ALTER COLUMN "identity" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "reach_rollups" ALTER COLUMN "station_id" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "reach_rollups" DROP CONSTRAINT "reach_rollups_key";--> statement-breakpoint
ALTER TABLE "reach_events" DROP CONSTRAINT "reach_events_quantity";--> statement-breakpoint
ALTER TABLE "reach_events" DROP CONSTRAINT "reach_events_device";--> statement-breakpoint
ALTER TABLE "reach_devices" ALTER COLUMN "kind" SET DATA TYPE text;--> statement-breakpoint
ALTER TABLE "reach_events" ALTER COLUMN "campaign_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "reach_events" ALTER COLUMN "touchpoint_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "reach_events" ALTER COLUMN "kind" SET DATA TYPE text;--> statement-breakpoint
ALTER TABLE "reach_rollups" ALTER COLUMN "campaign_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "reach_rollups" ALTER COLUMN "kind" SET DATA TYPE text;--> statement-breakpoint
ALTER TABLE "reach_events" ADD CONSTRAINT "reach_events_station_id_stations_id_fk" FOREIGN KEY ("station_id") REFERENCES "public"."stations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reach_events" ADD CONSTRAINT "reach_events_screen_id_screens_id_fk" FOREIGN KEY ("screen_id") REFERENCES "public"."screens"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reach_rollups" ADD CONSTRAINT "reach_rollups_station_id_stations_id_fk" FOREIGN KEY ("station_id") REFERENCES "public"."stations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reach_rollups" ADD CONSTRAINT "reach_rollups_screen_id_screens_id_fk" FOREIGN KEY ("screen_id") REFERENCES "public"."screens"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "reach_events_station_id_at_idx" ON "reach_events" USING btree ("station_id","at") WHERE "reach_events"."campaign_id" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "reach_events_session_key_kind_idx" ON "reach_events" USING btree ("session_key","kind") WHERE "reach_events"."session_key" is not null;--> statement-breakpoint
ALTER TABLE "reach_rollups" ADD CONSTRAINT "reach_rollups_key" UNIQUE NULLS NOT DISTINCT("campaign_id","touchpoint_id","kind","source","day","station_id","screen_id");--> statement-breakpoint
ALTER TABLE "reach_devices" ADD CONSTRAINT "reach_devices_kind" CHECK ("reach_devices"."kind" in ('scan', 'start', 'completion', 'share'));--> statement-breakpoint
ALTER TABLE "reach_events" ADD CONSTRAINT "reach_events_kind" CHECK (case "reach_events"."identity" when 'device' then "reach_events"."kind" in ('scan', 'start', 'completion', 'share') when 'session' then "reach_events"."kind" in ('play_start', 'play_completion', 'seat_join', 'seat_completion') when 'none' then "reach_events"."kind" in ('contact', 'tour', 'attendance')  else false end);--> statement-breakpoint
ALTER TABLE "reach_events" ADD CONSTRAINT "reach_events_identity" CHECK (("reach_events"."identity" = 'device') = ("reach_events"."device_key" is not null) and ("reach_events"."identity" = 'session') = ("reach_events"."session_key" is not null) and ("reach_events"."share_id" is null or "reach_events"."identity" = 'device'));--> statement-breakpoint
ALTER TABLE "reach_events" ADD CONSTRAINT "reach_events_place" CHECK (("reach_events"."campaign_id" is null) = ("reach_events"."touchpoint_id" is null) and ("reach_events"."campaign_id" is not null or "reach_events"."identity" <> 'device') and ("reach_events"."screen_id" is not null or "reach_events"."kind" not in ('play_start', 'play_completion')));--> statement-breakpoint
ALTER TABLE "reach_events" ADD CONSTRAINT "reach_events_counted" CHECK ("reach_events"."quantity" <> 0 and ("reach_events"."identity" = 'none' or ("reach_events"."quantity" = 1 and "reach_events"."source" = 'system' and "reach_events"."member_id" is null)) and ("reach_events"."kind" not in ('tour', 'attendance') or ("reach_events"."member_id" is not null and "reach_events"."source" <> 'system')));--> statement-breakpoint
ALTER TABLE "reach_rollups" ADD CONSTRAINT "reach_rollups_kind" CHECK ("reach_rollups"."kind" in ('contact', 'scan', 'start', 'completion', 'share', 'play_start', 'play_completion', 'seat_join', 'seat_completion', 'tour', 'attendance'));--> statement-breakpoint
ALTER TABLE "reach_rollups" ADD CONSTRAINT "reach_rollups_scope" CHECK (("reach_rollups"."touchpoint_id" is null or "reach_rollups"."campaign_id" is not null) and ("reach_rollups"."screen_id" is null or "reach_rollups"."campaign_id" is null) and ("reach_rollups"."devices" = 0 or "reach_rollups"."campaign_id" is not null));--> statement-breakpoint
DROP TYPE "public"."reach_kind";
