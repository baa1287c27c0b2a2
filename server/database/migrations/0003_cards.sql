CREATE TYPE "public"."card_kind" AS ENUM('tip', 'case', 'experience', 'method');--> statement-breakpoint
CREATE TYPE "public"."card_stage" AS ENUM('draft', 'submitted', 'returned', 'approved');--> statement-breakpoint
CREATE TABLE "card_comments" (
	"id" uuid PRIMARY KEY NOT NULL,
	"card_id" uuid NOT NULL,
	"member_id" uuid NOT NULL,
	"text" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "card_comments_text" CHECK (char_length("card_comments"."text") between 1 and 500)
);
--> statement-breakpoint
CREATE TABLE "card_pictures" (
	"id" uuid PRIMARY KEY NOT NULL,
	"card_id" uuid NOT NULL,
	"bytes" "bytea" NOT NULL,
	"width" integer NOT NULL,
	"height" integer NOT NULL,
	"added_by" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "card_versions" (
	"card_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"kind" "card_kind" NOT NULL,
	"title" text NOT NULL,
	"headline" text NOT NULL,
	"body" text NOT NULL,
	"scam_type" text,
	"source" text NOT NULL,
	"expires_on" date,
	"saved_by" uuid NOT NULL,
	"saved_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "card_versions_card_id_number_pk" PRIMARY KEY("card_id","number"),
	CONSTRAINT "card_versions_number" CHECK ("card_versions"."number" >= 1),
	CONSTRAINT "card_versions_lengths" CHECK (char_length("card_versions"."title") between 1 and 30 and char_length("card_versions"."headline") <= 40 and char_length("card_versions"."body") <= 5000)
);
--> statement-breakpoint
CREATE TABLE "cards" (
	"id" uuid PRIMARY KEY NOT NULL,
	"station_id" uuid NOT NULL,
	"author_id" uuid NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"stage" "card_stage" DEFAULT 'draft' NOT NULL,
	"return_reason" text,
	"published_version" integer,
	"published_at" timestamp with time zone,
	"published_by" uuid,
	"urgent" boolean DEFAULT false NOT NULL,
	"withdrawn_at" timestamp with time zone,
	"withdraw_reason" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "cards_published" CHECK (("cards"."published_version" is null) = ("cards"."published_at" is null) and ("cards"."published_version" is null) = ("cards"."published_by" is null)),
	CONSTRAINT "cards_approved" CHECK ("cards"."stage" <> 'approved' or coalesce("cards"."published_version", 0) = "cards"."version"),
	CONSTRAINT "cards_withdrawn" CHECK (("cards"."withdrawn_at" is null) = ("cards"."withdraw_reason" is null) and ("cards"."withdrawn_at" is null or "cards"."published_version" is not null)),
	CONSTRAINT "cards_returned" CHECK (("cards"."stage" = 'returned') = ("cards"."return_reason" is not null))
);
--> statement-breakpoint
ALTER TABLE "card_comments" ADD CONSTRAINT "card_comments_card_id_cards_id_fk" FOREIGN KEY ("card_id") REFERENCES "public"."cards"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "card_comments" ADD CONSTRAINT "card_comments_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "card_pictures" ADD CONSTRAINT "card_pictures_card_id_cards_id_fk" FOREIGN KEY ("card_id") REFERENCES "public"."cards"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "card_pictures" ADD CONSTRAINT "card_pictures_added_by_members_id_fk" FOREIGN KEY ("added_by") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "card_versions" ADD CONSTRAINT "card_versions_card_id_cards_id_fk" FOREIGN KEY ("card_id") REFERENCES "public"."cards"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "card_versions" ADD CONSTRAINT "card_versions_saved_by_members_id_fk" FOREIGN KEY ("saved_by") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cards" ADD CONSTRAINT "cards_station_id_stations_id_fk" FOREIGN KEY ("station_id") REFERENCES "public"."stations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cards" ADD CONSTRAINT "cards_author_id_members_id_fk" FOREIGN KEY ("author_id") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cards" ADD CONSTRAINT "cards_published_by_members_id_fk" FOREIGN KEY ("published_by") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "card_comments_card_id_idx" ON "card_comments" USING btree ("card_id");--> statement-breakpoint
CREATE INDEX "card_pictures_card_id_idx" ON "card_pictures" USING btree ("card_id");--> statement-breakpoint
CREATE INDEX "cards_station_id_idx" ON "cards" USING btree ("station_id");--> statement-breakpoint
CREATE TRIGGER card_versions_append_only BEFORE UPDATE OR DELETE ON "card_versions" FOR EACH ROW EXECUTE FUNCTION refuse_change();
