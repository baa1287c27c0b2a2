CREATE TABLE "reach_exclusions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"station_id" uuid NOT NULL,
	"campaign_id" uuid NOT NULL,
	"touchpoint_id" uuid,
	"from_at" timestamp with time zone,
	"to_at" timestamp with time zone,
	"undoes" uuid,
	"reason" text DEFAULT '' NOT NULL,
	"member_id" uuid NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "reach_exclusions_undoes_key" UNIQUE("undoes"),
	CONSTRAINT "reach_exclusions_window" CHECK (("reach_exclusions"."from_at" is null) = ("reach_exclusions"."to_at" is null) and ("reach_exclusions"."from_at" is null or "reach_exclusions"."from_at" < "reach_exclusions"."to_at") and ("reach_exclusions"."undoes" is not null or "reach_exclusions"."touchpoint_id" is not null or "reach_exclusions"."from_at" is not null) and ("reach_exclusions"."undoes" is null or ("reach_exclusions"."touchpoint_id" is null and "reach_exclusions"."from_at" is null))),
	CONSTRAINT "reach_exclusions_reason" CHECK (char_length("reach_exclusions"."reason") <= 200)
);
--> statement-breakpoint
CREATE TABLE "reach_tallies" (
	"campaign_id" uuid NOT NULL,
	"touchpoint_id" uuid NOT NULL,
	"day" date NOT NULL,
	"reason" text NOT NULL,
	"events" integer NOT NULL,
	CONSTRAINT "reach_tallies_campaign_id_touchpoint_id_day_reason_pk" PRIMARY KEY("campaign_id","touchpoint_id","day","reason"),
	CONSTRAINT "reach_tallies_reason" CHECK ("reach_tallies"."reason" in ('member', 'bot', 'no_cookie', 'too_quick', 'repeated', 'ahead', 'refused', 'crowd'))
);
--> statement-breakpoint
ALTER TABLE "attempts" ADD COLUMN "opened_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "attempts" ADD COLUMN "left_out" text;--> statement-breakpoint
ALTER TABLE "reach_exclusions" ADD CONSTRAINT "reach_exclusions_station_id_stations_id_fk" FOREIGN KEY ("station_id") REFERENCES "public"."stations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reach_exclusions" ADD CONSTRAINT "reach_exclusions_campaign_id_campaigns_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaigns"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reach_exclusions" ADD CONSTRAINT "reach_exclusions_touchpoint_id_touchpoints_id_fk" FOREIGN KEY ("touchpoint_id") REFERENCES "public"."touchpoints"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reach_exclusions" ADD CONSTRAINT "reach_exclusions_undoes_reach_exclusions_id_fk" FOREIGN KEY ("undoes") REFERENCES "public"."reach_exclusions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reach_exclusions" ADD CONSTRAINT "reach_exclusions_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reach_tallies" ADD CONSTRAINT "reach_tallies_campaign_id_campaigns_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaigns"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reach_tallies" ADD CONSTRAINT "reach_tallies_touchpoint_id_touchpoints_id_fk" FOREIGN KEY ("touchpoint_id") REFERENCES "public"."touchpoints"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "reach_exclusions_campaign_id_idx" ON "reach_exclusions" USING btree ("campaign_id");--> statement-breakpoint
ALTER TABLE "attempts" ADD CONSTRAINT "attempts_left_out" CHECK ("attempts"."left_out" in ('member', 'bot', 'no_cookie', 'too_quick', 'repeated'));--> statement-breakpoint
CREATE TRIGGER reach_exclusions_append_only BEFORE UPDATE OR DELETE ON "reach_exclusions" FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER reach_exclusions_no_truncate BEFORE TRUNCATE ON "reach_exclusions" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
