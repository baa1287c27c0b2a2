CREATE TABLE "reach_published" (
	"campaign_id" uuid PRIMARY KEY NOT NULL,
	"secret" "bytea" NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"counts" jsonb NOT NULL
);
--> statement-breakpoint
ALTER TABLE "reach_published" ADD CONSTRAINT "reach_published_campaign_id_campaigns_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaigns"("id") ON DELETE no action ON UPDATE no action;