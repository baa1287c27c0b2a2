ALTER TABLE "campaigns" ADD COLUMN "population" integer;--> statement-breakpoint
ALTER TABLE "touchpoints" ADD COLUMN "revision" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "campaigns" ADD CONSTRAINT "campaigns_population" CHECK (coalesce("campaigns"."population", 1) > 0);