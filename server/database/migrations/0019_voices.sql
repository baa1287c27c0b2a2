CREATE TABLE "recording_decisions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"station_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"recording_id" uuid NOT NULL,
	"decision" text NOT NULL,
	"comment" text DEFAULT '' NOT NULL,
	"member_id" uuid NOT NULL,
	"role" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "recording_decisions_station_id_number_key" UNIQUE("station_id","number"),
	CONSTRAINT "recording_decisions_number" CHECK ("recording_decisions"."number" >= 1),
	CONSTRAINT "recording_decisions_decision" CHECK ("recording_decisions"."decision" in ('approved', 'withdrawn', 'erased')),
	CONSTRAINT "recording_decisions_comment" CHECK (char_length("recording_decisions"."comment") <= 100),
	CONSTRAINT "recording_decisions_role" CHECK ("recording_decisions"."role" in ('admin', 'officer', 'docent', 'volunteer'))
);
--> statement-breakpoint
CREATE TABLE "recordings" (
	"id" uuid PRIMARY KEY NOT NULL,
	"station_id" uuid NOT NULL,
	"subject" text NOT NULL,
	"subject_id" text NOT NULL,
	"text" text NOT NULL,
	"text_hash" text NOT NULL,
	"language" text NOT NULL,
	"source" text NOT NULL,
	"file_hash" text NOT NULL,
	"recorded_by" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "recordings_subject" CHECK ("recordings"."subject" in ('scenario', 'panel', 'card')),
	CONSTRAINT "recordings_language" CHECK ("recordings"."language" in ('mandarin', 'local')),
	CONSTRAINT "recordings_source" CHECK ("recordings"."source" in ('human', 'machine'))
);
--> statement-breakpoint
CREATE TABLE "voice_files" (
	"hash" text PRIMARY KEY NOT NULL,
	"ogg" "bytea",
	"mp3" "bytea",
	"duration_ms" integer NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"erased_at" timestamp with time zone,
	CONSTRAINT "voice_files_duration" CHECK ("voice_files"."duration_ms" between 1 and 60000),
	CONSTRAINT "voice_files_bytes" CHECK (("voice_files"."ogg" is null) = ("voice_files"."mp3" is null)),
	CONSTRAINT "voice_files_erased" CHECK (("voice_files"."ogg" is null) = ("voice_files"."erased_at" is not null))
);
--> statement-breakpoint
ALTER TABLE "stations" ADD COLUMN "local_speech" text;--> statement-breakpoint
ALTER TABLE "recording_decisions" ADD CONSTRAINT "recording_decisions_station_id_stations_id_fk" FOREIGN KEY ("station_id") REFERENCES "public"."stations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recording_decisions" ADD CONSTRAINT "recording_decisions_recording_id_recordings_id_fk" FOREIGN KEY ("recording_id") REFERENCES "public"."recordings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recording_decisions" ADD CONSTRAINT "recording_decisions_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recordings" ADD CONSTRAINT "recordings_station_id_stations_id_fk" FOREIGN KEY ("station_id") REFERENCES "public"."stations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recordings" ADD CONSTRAINT "recordings_file_hash_voice_files_hash_fk" FOREIGN KEY ("file_hash") REFERENCES "public"."voice_files"("hash") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recordings" ADD CONSTRAINT "recordings_recorded_by_members_id_fk" FOREIGN KEY ("recorded_by") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "recording_decisions_recording_id_idx" ON "recording_decisions" USING btree ("recording_id");--> statement-breakpoint
CREATE INDEX "recordings_station_id_subject_subject_id_idx" ON "recordings" USING btree ("station_id","subject","subject_id");--> statement-breakpoint
CREATE INDEX "recordings_file_hash_idx" ON "recordings" USING btree ("file_hash");--> statement-breakpoint
CREATE TRIGGER recordings_append_only BEFORE UPDATE OR DELETE ON "recordings" FOR EACH ROW EXECUTE FUNCTION refuse_change();--> statement-breakpoint
CREATE TRIGGER recording_decisions_append_only BEFORE UPDATE OR DELETE ON "recording_decisions" FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER recordings_no_truncate BEFORE TRUNCATE ON "recordings" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();--> statement-breakpoint
CREATE TRIGGER recording_decisions_no_truncate BEFORE TRUNCATE ON "recording_decisions" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
