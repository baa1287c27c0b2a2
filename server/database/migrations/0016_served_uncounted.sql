ALTER TABLE "attempts" DROP CONSTRAINT "attempts_left_out";--> statement-breakpoint
ALTER TABLE "reach_tallies" DROP CONSTRAINT "reach_tallies_reason";--> statement-breakpoint
ALTER TABLE "attempts" ADD CONSTRAINT "attempts_left_out" CHECK ("attempts"."left_out" in ('member', 'bot', 'no_cookie', 'too_quick', 'repeated', 'refused'));--> statement-breakpoint
ALTER TABLE "reach_tallies" ADD CONSTRAINT "reach_tallies_reason" CHECK ("reach_tallies"."reason" in ('member', 'bot', 'no_cookie', 'too_quick', 'repeated', 'refused', 'ahead', 'crowd'));