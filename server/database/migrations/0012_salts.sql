CREATE TABLE "salt_requests" (
	"id" uuid PRIMARY KEY NOT NULL,
	"campaign_id" uuid NOT NULL,
	"public_key" "bytea" NOT NULL,
	"sealed" "bytea",
	"answer_key" "bytea",
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "salt_requests_answer" CHECK (("salt_requests"."sealed" is null) = ("salt_requests"."answer_key" is null))
);
--> statement-breakpoint
ALTER TABLE "campaigns" DROP CONSTRAINT "campaigns_salt";--> statement-breakpoint
ALTER TABLE "campaigns" ADD COLUMN "salt_print" "bytea";--> statement-breakpoint
ALTER TABLE "campaigns" ADD COLUMN "resalted_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "salt_requests" ADD CONSTRAINT "salt_requests_campaign_id_campaigns_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaigns"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "salt_requests_campaign_id_idx" ON "salt_requests" USING btree ("campaign_id");--> statement-breakpoint
ALTER TABLE "campaigns" ADD CONSTRAINT "campaigns_salt" CHECK ("campaigns"."status" = 'open' or "campaigns"."salt" is null);