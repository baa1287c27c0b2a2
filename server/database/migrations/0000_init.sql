CREATE TYPE "public"."member_role" AS ENUM('admin', 'officer', 'docent', 'volunteer');--> statement-breakpoint
CREATE TYPE "public"."campaign_status" AS ENUM('open', 'closed');--> statement-breakpoint
CREATE TYPE "public"."touchpoint_kind" AS ENUM('leaflet', 'poster', 'screen', 'livestream', 'skit', 'lecture', 'market', 'wechat', 'other');--> statement-breakpoint
CREATE TYPE "public"."truth" AS ENUM('scam', 'genuine');--> statement-breakpoint
CREATE TYPE "public"."reach_kind" AS ENUM('contact', 'scan', 'start', 'completion', 'share');--> statement-breakpoint
CREATE TYPE "public"."reach_source" AS ENUM('system', 'staff', 'platform');--> statement-breakpoint
CREATE TABLE "audit_log" (
	"id" uuid PRIMARY KEY NOT NULL,
	"station_id" uuid NOT NULL,
	"member_id" uuid,
	"action" text NOT NULL,
	"subject_type" text NOT NULL,
	"subject_id" text,
	"detail" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "invitations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"station_id" uuid NOT NULL,
	"token_hash" "bytea" NOT NULL,
	"role" "member_role" NOT NULL,
	"name" text NOT NULL,
	"created_by" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone,
	"used_by" uuid,
	"revoked_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "login_throttles" (
	"key" text PRIMARY KEY NOT NULL,
	"failures" integer NOT NULL,
	"locked_until" timestamp with time zone,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "members" (
	"id" uuid PRIMARY KEY NOT NULL,
	"station_id" uuid NOT NULL,
	"login" text NOT NULL,
	"name" text NOT NULL,
	"role" "member_role" NOT NULL,
	"password_hash" text NOT NULL,
	"session_epoch" integer DEFAULT 1 NOT NULL,
	"disabled_at" timestamp with time zone,
	"last_login_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "members_login_lower" CHECK ("members"."login" = lower("members"."login"))
);
--> statement-breakpoint
CREATE TABLE "setup_codes" (
	"code_hash" "bytea" PRIMARY KEY NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "stations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"hall_name" text NOT NULL,
	"icp_number" text,
	"police_filing" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "campaigns" (
	"id" uuid PRIMARY KEY NOT NULL,
	"station_id" uuid NOT NULL,
	"title" text NOT NULL,
	"slogan" text DEFAULT '' NOT NULL,
	"starts_on" date NOT NULL,
	"ends_on" date NOT NULL,
	"status" "campaign_status" DEFAULT 'open' NOT NULL,
	"salt" "bytea",
	"goal_contacts" integer,
	"goal_completions" integer,
	"revision" integer DEFAULT 1 NOT NULL,
	"created_by" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"closed_at" timestamp with time zone,
	CONSTRAINT "campaigns_days" CHECK ("campaigns"."ends_on" >= "campaigns"."starts_on"),
	CONSTRAINT "campaigns_salt" CHECK (("campaigns"."status" = 'closed') = ("campaigns"."salt" is null)),
	CONSTRAINT "campaigns_goals" CHECK (coalesce("campaigns"."goal_contacts", 1) > 0 and coalesce("campaigns"."goal_completions", 1) > 0)
);
--> statement-breakpoint
CREATE TABLE "touchpoints" (
	"id" uuid PRIMARY KEY NOT NULL,
	"campaign_id" uuid NOT NULL,
	"kind" "touchpoint_kind" NOT NULL,
	"name" text NOT NULL,
	"place" text DEFAULT '' NOT NULL,
	"grid" text DEFAULT '' NOT NULL,
	"planned_count" integer,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"archived_at" timestamp with time zone,
	CONSTRAINT "touchpoints_planned" CHECK (coalesce("touchpoints"."planned_count", 1) > 0)
);
--> statement-breakpoint
CREATE TABLE "answers" (
	"attempt_id" uuid NOT NULL,
	"position" smallint NOT NULL,
	"item_id" text NOT NULL,
	"item_version" integer NOT NULL,
	"truth" "truth" NOT NULL,
	"choice" "truth" NOT NULL,
	"correct" boolean NOT NULL,
	"answered_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "answers_attempt_id_position_pk" PRIMARY KEY("attempt_id","position"),
	CONSTRAINT "answers_correct" CHECK ("answers"."correct" = ("answers"."truth" = "answers"."choice"))
);
--> statement-breakpoint
CREATE TABLE "attempts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"campaign_id" uuid NOT NULL,
	"touchpoint_id" uuid NOT NULL,
	"share_id" uuid,
	"device_key" "bytea" NOT NULL,
	"item_ids" text[] NOT NULL,
	"taxonomy" text NOT NULL,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"completed_at" timestamp with time zone,
	CONSTRAINT "attempts_item_ids" CHECK (cardinality("attempts"."item_ids") between 1 and 50)
);
--> statement-breakpoint
CREATE TABLE "shares" (
	"id" uuid PRIMARY KEY NOT NULL,
	"campaign_id" uuid NOT NULL,
	"touchpoint_id" uuid NOT NULL,
	"parent_id" uuid,
	"attempt_id" uuid NOT NULL,
	"depth" integer NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "shares_attempt_id_key" UNIQUE("attempt_id"),
	CONSTRAINT "shares_depth" CHECK ("shares"."depth" >= 1)
);
--> statement-breakpoint
CREATE TABLE "reach_devices" (
	"campaign_id" uuid NOT NULL,
	"touchpoint_id" uuid,
	"kind" "reach_kind" NOT NULL,
	"day" date,
	"device_key" "bytea" NOT NULL,
	CONSTRAINT "reach_devices_key" UNIQUE NULLS NOT DISTINCT("campaign_id","touchpoint_id","kind","day","device_key")
);
--> statement-breakpoint
CREATE TABLE "reach_events" (
	"id" uuid PRIMARY KEY NOT NULL,
	"campaign_id" uuid NOT NULL,
	"touchpoint_id" uuid NOT NULL,
	"kind" "reach_kind" NOT NULL,
	"source" "reach_source" DEFAULT 'system' NOT NULL,
	"quantity" integer DEFAULT 1 NOT NULL,
	"device_key" "bytea",
	"share_id" uuid,
	"member_id" uuid,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"day" date NOT NULL,
	CONSTRAINT "reach_events_quantity" CHECK ("reach_events"."quantity" <> 0 and ("reach_events"."kind" = 'contact' or "reach_events"."quantity" = 1)),
	CONSTRAINT "reach_events_device" CHECK (("reach_events"."kind" = 'contact') = ("reach_events"."device_key" is null))
);
--> statement-breakpoint
CREATE TABLE "reach_rollups" (
	"campaign_id" uuid NOT NULL,
	"touchpoint_id" uuid,
	"kind" "reach_kind" NOT NULL,
	"source" "reach_source" NOT NULL,
	"day" date,
	"events" integer NOT NULL,
	"devices" integer NOT NULL,
	CONSTRAINT "reach_rollups_key" UNIQUE NULLS NOT DISTINCT("campaign_id","touchpoint_id","kind","source","day")
);
--> statement-breakpoint
CREATE TABLE "short_codes" (
	"code" text PRIMARY KEY NOT NULL,
	"touchpoint_id" uuid NOT NULL,
	"share_id" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "screen_pairings" (
	"id" uuid PRIMARY KEY NOT NULL,
	"code" text NOT NULL,
	"secret_hash" "bytea" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	"screen_id" uuid,
	"collected_at" timestamp with time zone,
	CONSTRAINT "screen_pairings_code" CHECK ("screen_pairings"."code" ~ '^[0-9]{6}$')
);
--> statement-breakpoint
CREATE TABLE "screens" (
	"id" uuid PRIMARY KEY NOT NULL,
	"station_id" uuid NOT NULL,
	"name" text NOT NULL,
	"zone" text DEFAULT '' NOT NULL,
	"token_hash" "bytea",
	"campaign_id" uuid,
	"touchpoint_id" uuid,
	"paired_by" uuid NOT NULL,
	"paired_at" timestamp with time zone DEFAULT now() NOT NULL,
	"revoked_at" timestamp with time zone,
	"online_since" timestamp with time zone,
	"last_seen_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "audit_log" ADD CONSTRAINT "audit_log_station_id_stations_id_fk" FOREIGN KEY ("station_id") REFERENCES "public"."stations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit_log" ADD CONSTRAINT "audit_log_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_station_id_stations_id_fk" FOREIGN KEY ("station_id") REFERENCES "public"."stations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_created_by_members_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_used_by_members_id_fk" FOREIGN KEY ("used_by") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "members" ADD CONSTRAINT "members_station_id_stations_id_fk" FOREIGN KEY ("station_id") REFERENCES "public"."stations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "campaigns" ADD CONSTRAINT "campaigns_station_id_stations_id_fk" FOREIGN KEY ("station_id") REFERENCES "public"."stations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "campaigns" ADD CONSTRAINT "campaigns_created_by_members_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "touchpoints" ADD CONSTRAINT "touchpoints_campaign_id_campaigns_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaigns"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "answers" ADD CONSTRAINT "answers_attempt_id_attempts_id_fk" FOREIGN KEY ("attempt_id") REFERENCES "public"."attempts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attempts" ADD CONSTRAINT "attempts_campaign_id_campaigns_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaigns"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attempts" ADD CONSTRAINT "attempts_touchpoint_id_touchpoints_id_fk" FOREIGN KEY ("touchpoint_id") REFERENCES "public"."touchpoints"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attempts" ADD CONSTRAINT "attempts_share_id_shares_id_fk" FOREIGN KEY ("share_id") REFERENCES "public"."shares"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shares" ADD CONSTRAINT "shares_campaign_id_campaigns_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaigns"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shares" ADD CONSTRAINT "shares_touchpoint_id_touchpoints_id_fk" FOREIGN KEY ("touchpoint_id") REFERENCES "public"."touchpoints"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shares" ADD CONSTRAINT "shares_parent_id_shares_id_fk" FOREIGN KEY ("parent_id") REFERENCES "public"."shares"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shares" ADD CONSTRAINT "shares_attempt_id_attempts_id_fk" FOREIGN KEY ("attempt_id") REFERENCES "public"."attempts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reach_devices" ADD CONSTRAINT "reach_devices_campaign_id_campaigns_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaigns"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reach_devices" ADD CONSTRAINT "reach_devices_touchpoint_id_touchpoints_id_fk" FOREIGN KEY ("touchpoint_id") REFERENCES "public"."touchpoints"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reach_events" ADD CONSTRAINT "reach_events_campaign_id_campaigns_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaigns"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reach_events" ADD CONSTRAINT "reach_events_touchpoint_id_touchpoints_id_fk" FOREIGN KEY ("touchpoint_id") REFERENCES "public"."touchpoints"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reach_events" ADD CONSTRAINT "reach_events_share_id_shares_id_fk" FOREIGN KEY ("share_id") REFERENCES "public"."shares"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reach_events" ADD CONSTRAINT "reach_events_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reach_rollups" ADD CONSTRAINT "reach_rollups_campaign_id_campaigns_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaigns"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reach_rollups" ADD CONSTRAINT "reach_rollups_touchpoint_id_touchpoints_id_fk" FOREIGN KEY ("touchpoint_id") REFERENCES "public"."touchpoints"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "short_codes" ADD CONSTRAINT "short_codes_touchpoint_id_touchpoints_id_fk" FOREIGN KEY ("touchpoint_id") REFERENCES "public"."touchpoints"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "short_codes" ADD CONSTRAINT "short_codes_share_id_shares_id_fk" FOREIGN KEY ("share_id") REFERENCES "public"."shares"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "screen_pairings" ADD CONSTRAINT "screen_pairings_screen_id_screens_id_fk" FOREIGN KEY ("screen_id") REFERENCES "public"."screens"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "screens" ADD CONSTRAINT "screens_station_id_stations_id_fk" FOREIGN KEY ("station_id") REFERENCES "public"."stations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "screens" ADD CONSTRAINT "screens_campaign_id_campaigns_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaigns"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "screens" ADD CONSTRAINT "screens_touchpoint_id_touchpoints_id_fk" FOREIGN KEY ("touchpoint_id") REFERENCES "public"."touchpoints"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "screens" ADD CONSTRAINT "screens_paired_by_members_id_fk" FOREIGN KEY ("paired_by") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_log_station_id_at_idx" ON "audit_log" USING btree ("station_id","at");--> statement-breakpoint
CREATE UNIQUE INDEX "invitations_token_hash_idx" ON "invitations" USING btree ("token_hash");--> statement-breakpoint
CREATE INDEX "invitations_station_id_idx" ON "invitations" USING btree ("station_id");--> statement-breakpoint
CREATE UNIQUE INDEX "members_login_idx" ON "members" USING btree ("login");--> statement-breakpoint
CREATE INDEX "members_station_id_idx" ON "members" USING btree ("station_id");--> statement-breakpoint
CREATE INDEX "campaigns_station_id_idx" ON "campaigns" USING btree ("station_id");--> statement-breakpoint
CREATE INDEX "touchpoints_campaign_id_idx" ON "touchpoints" USING btree ("campaign_id");--> statement-breakpoint
CREATE INDEX "attempts_campaign_id_device_key_idx" ON "attempts" USING btree ("campaign_id","device_key");--> statement-breakpoint
CREATE INDEX "shares_campaign_id_idx" ON "shares" USING btree ("campaign_id");--> statement-breakpoint
CREATE INDEX "shares_parent_id_idx" ON "shares" USING btree ("parent_id");--> statement-breakpoint
CREATE INDEX "reach_events_campaign_id_at_idx" ON "reach_events" USING btree ("campaign_id","at");--> statement-breakpoint
CREATE INDEX "short_codes_touchpoint_id_idx" ON "short_codes" USING btree ("touchpoint_id");--> statement-breakpoint
CREATE UNIQUE INDEX "short_codes_share_id_idx" ON "short_codes" USING btree ("share_id");--> statement-breakpoint
CREATE UNIQUE INDEX "screen_pairings_code_idx" ON "screen_pairings" USING btree ("code") WHERE "screen_pairings"."screen_id" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "screens_token_hash_idx" ON "screens" USING btree ("token_hash");--> statement-breakpoint
CREATE INDEX "screens_station_id_idx" ON "screens" USING btree ("station_id");