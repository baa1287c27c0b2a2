CREATE TABLE "content_reviews" (
	"id" uuid PRIMARY KEY NOT NULL,
	"station_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"collection" text NOT NULL,
	"entry_id" text NOT NULL,
	"content_hash" text NOT NULL,
	"decision" text NOT NULL,
	"comment" text DEFAULT '' NOT NULL,
	"member_id" uuid NOT NULL,
	"role" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "content_reviews_station_id_number_key" UNIQUE("station_id","number"),
	CONSTRAINT "content_reviews_number" CHECK ("content_reviews"."number" >= 1),
	CONSTRAINT "content_reviews_collection" CHECK ("content_reviews"."collection" in ('items', 'scams', 'scenarios', 'panels', 'laws')),
	CONSTRAINT "content_reviews_decision" CHECK ("content_reviews"."decision" in ('approved', 'change_requested', 'reopened', 'withdrawn', 'restored')),
	CONSTRAINT "content_reviews_role" CHECK ("content_reviews"."role" in ('admin', 'officer')),
	CONSTRAINT "content_reviews_comment" CHECK (char_length("content_reviews"."comment") <= 300 and ("content_reviews"."decision" not in ('change_requested', 'withdrawn') or "content_reviews"."comment" <> ''))
);
--> statement-breakpoint
ALTER TABLE "content_reviews" ADD CONSTRAINT "content_reviews_station_id_stations_id_fk" FOREIGN KEY ("station_id") REFERENCES "public"."stations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "content_reviews" ADD CONSTRAINT "content_reviews_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "content_reviews_station_id_collection_entry_id_idx" ON "content_reviews" USING btree ("station_id","collection","entry_id");--> statement-breakpoint
CREATE TRIGGER content_reviews_append_only BEFORE UPDATE OR DELETE ON "content_reviews" FOR EACH ROW EXECUTE FUNCTION refuse_change();
